// Makes photographs smaller before they are sent, says how big files are, and shows how far sending has come.
const LONGEST_SIDE = 1600;
const SMALL_ENOUGH = 300000;
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const size = (bytes) => {
  const [amount, unit] = bytes < 1e6 ? [bytes / 1e3, "KB"] : [bytes / 1e6, "MB"];
  return `${amount.toLocaleString(document.documentElement.lang, { maximumFractionDigits: bytes < 1e6 ? 0 : 1 })} ${unit}`;
};
const stateOf = (input) => document.querySelector(`output[for="${CSS.escape(input.id)}"]`);

async function smaller(file) {
  if (!file.type.startsWith("image/") || file.size < SMALL_ENOUGH) return file;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.82));
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
}

async function chosen(input) {
  const given = [...input.files];
  const taken = await Promise.all(given.map(smaller));
  const basket = new DataTransfer();
  for (const file of taken) basket.items.add(file);
  input.files = basket.files;
  const limit = Number(input.dataset.maxBytes) || Infinity;
  const words = { resized: input.dataset.resized, size: input.dataset.size, tooBig: input.dataset.tooBig };
  const lines = taken.map((file, index) => {
    const kind = file.size > limit ? "tooBig" : file === given[index] ? "size" : "resized";
    return fill(words[kind], { name: file.name, before: size(given[index].size), after: size(file.size), limit: size(limit) });
  });
  const tooBig = taken.some((file) => file.size > limit);
  input.setCustomValidity(tooBig ? lines.join("\n") : "");
  stateOf(input).textContent = lines.join("\n");
  stateOf(input).classList.toggle("over", tooBig);
}

function send(form, input, submitter) {
  const state = stateOf(input);
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  const words = document.createElement("span");
  const request = new XMLHttpRequest();
  const failed = () => {
    state.textContent = input.dataset.failed;
    state.classList.add("over");
    submitter && (submitter.disabled = false);
  };
  state.classList.remove("over");
  state.replaceChildren(words, bar);
  request.upload.addEventListener("progress", (event) => {
    bar.value = event.loaded / event.total;
    words.textContent = fill(input.dataset.sending, { percent: bar.value.toLocaleString(document.documentElement.lang, { style: "percent" }) });
  });
  request.addEventListener("error", failed);
  request.addEventListener("load", () => (request.responseText ? arrive(request) : failed()));
  request.open("POST", submitter?.getAttribute("formaction") || form.getAttribute("action") || location.href);
  request.send(new FormData(form, submitter));
  submitter && (submitter.disabled = true);
}

// The page that answers takes the place of this one, as after an ordinary form. (Asking for it again would lose its notice.)
function arrive(request) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  history[request.responseURL === location.href ? "replaceState" : "pushState"]({}, "", request.responseURL);
  document.title = page.title;
  document.body.replaceWith(page.body);
  window.htmx?.process(document.body);
  document.dispatchEvent(new CustomEvent("htmx:after:swap"));
  (document.querySelector(".error-summary") ?? document.getElementById("main"))?.focus();
  scrollTo(0, 0);
}

document.addEventListener("change", (event) => event.target.matches?.("[data-upload]") && chosen(event.target));
document.addEventListener("submit", (event) => {
  const input = [...event.target.querySelectorAll("input[type=file]")].find((file) => file.files.length && stateOf(file));
  if (!input || event.defaultPrevented || !input.dataset.sending) return;
  event.preventDefault();
  send(event.target, input, event.submitter);
});
addEventListener("popstate", () => location.reload());
