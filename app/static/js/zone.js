// Proposes the time zone of the device in a select that still stands on what the server guessed from the country.
const RENAMED = {
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Africa/Asmera": "Africa/Asmara",
  "Europe/Kiev": "Europe/Kyiv",
};

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const select of document.querySelectorAll("select[data-guess-zone]")) {
  const guess = [here, RENAMED[here]].find((zone) => select.querySelector(`option[value="${zone}"]`));
  if (guess && select.value === select.dataset.guessZone) select.value = guess;
}
