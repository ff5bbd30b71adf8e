// Click-to-load embeds: nothing comes from elsewhere before the reader asks for it. Without this script the plain
// link is all there is, and all works.
for (const place of document.querySelectorAll("[data-embed]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = place.dataset.embedLoad;
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
