// Keeps the list of what is still to be answered in step with what was saved (see templates/case_edit/tell.html).
document.addEventListener("autosaved", ({ detail }) => {
  const list = document.querySelector("[data-missing-list]");
  if (!list || !Array.isArray(detail.missing)) return;
  const items = [...list.querySelectorAll("[data-missing]")];
  for (const item of items) item.hidden = !detail.missing.includes(item.dataset.missing);
  const left = items.filter((item) => !item.hidden).length;
  list.querySelector("[data-missing-all]").hidden = left > 0;
  list.querySelector("[data-missing-some]").hidden = left === 0;
  const bar = list.querySelector("progress");
  const words = bar.nextElementSibling;
  bar.value = items.length - left;
  words.textContent = words.textContent.replace(/\d+/, bar.value);
  bar.ariaLabel = words.textContent;
});
