// All works without this script: an embed is a link, and with it a button that loads what it leads to.
for (const place of document.querySelectorAll("[data-embed]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = place.dataset.embedLoad;
  button.setAttribute("aria-label", `${place.dataset.embedLoad}: ${place.dataset.embedTitle}`);
  button.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.src = place.dataset.embed;
    frame.title = place.dataset.embedTitle;
    frame.allow = "autoplay; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    place.replaceChildren(frame);
    frame.focus();
  });
  const notice = place.querySelector(".embed-notice");
  if (notice) notice.hidden = false;
  place.append(button);
}
