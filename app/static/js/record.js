// Records a voice note into a file input, where the browser can. Elsewhere the file input stays as it is.
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const ENDINGS = { "audio/webm": "webm", "audio/mp4": "m4a", "audio/ogg": "ogg" };
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function start(box) {
  const kind = KINDS.find((each) => MediaRecorder.isTypeSupported(each));
  if (!kind) return;
  const input = box.querySelector("input[type=file]");
  const [tools, state, player] = ["p", "output", "audio"].map((name) => box.querySelector(name));
  const [begin, stop, drop] = ["start", "stop", "drop"].map((name) => box.querySelector(`[data-${name}]`));
  const limit = Number(box.dataset.maxSeconds);
  let recorder, since, ticking;

  tools.hidden = false;
  box.dataset.started = "";

  function show(now, words) {
    box.dataset.now = now;
    state.textContent = words;
    begin.hidden = now === "recording";
    stop.hidden = now !== "recording";
    drop.hidden = player.hidden = now !== "ready";
  }

  function tick() {
    const seconds = (performance.now() - since) / 1000;
    state.textContent = fill(box.dataset.recording, { time: clock(seconds), limit: clock(limit) });
    if (seconds >= limit) recorder.stop();
  }

  function take(pieces, seconds) {
    const type = kind.split(";")[0];
    const file = new File(pieces, `voice-note.${ENDINGS[type]}`, { type });
    const basket = new DataTransfer();
    basket.items.add(file);
    input.files = basket.files;
    player.src = URL.createObjectURL(file);
    show("ready", fill(box.dataset.ready, { time: clock(seconds), size: `${Math.ceil(file.size / 1000)} KB` }));
  }

  begin.addEventListener("click", async () => {
    let microphone;
    try {
      microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      return show("refused", box.dataset.refused);
    }
    const pieces = [];
    // 24 kbit/s carries a voice well: three minutes are about half a megabyte.
    recorder = new MediaRecorder(microphone, { mimeType: kind, audioBitsPerSecond: 24000 });
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", () => {
      clearInterval(ticking);
      microphone.getTracks().forEach((track) => track.stop());
      take(pieces, (performance.now() - since) / 1000);
      drop.focus();
    });
    since = performance.now();
    recorder.start();
    show("recording", "");
    tick();
    ticking = setInterval(tick, 500);
    stop.focus();
  });
  stop.addEventListener("click", () => recorder.stop());
  drop.addEventListener("click", () => {
    input.value = "";
    player.removeAttribute("src");
    show("empty", "");
    begin.focus();
  });
}

const startAll = () => document.querySelectorAll("[data-record]:not([data-started])").forEach(start);
if (window.MediaRecorder && navigator.mediaDevices && window.DataTransfer) {
  document.addEventListener("htmx:after:swap", startAll);
  startAll();
}
