// The room Situation: parts are replaced in place when the record changes; what a person opened stays open, focus stays where it is.

/** What a person opened, or the map put in place of a drawing, is no part of what the server tells. */
document.body.addEventListener("htmx:before:morph:node", (event) => {
  const { oldNode, newNode } = event.detail;
  if (!(oldNode instanceof Element) || !(newNode instanceof Element)) return;
  if (oldNode.tagName === "DETAILS" && oldNode.open) newNode.setAttribute("open", "");
  if (oldNode.hasAttribute("data-drawing") && oldNode.hidden) newNode.setAttribute("hidden", "");
});
