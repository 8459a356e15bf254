// The room Situation: parts are replaced in place when the record changes; what a person opened stays open, focus stays where it is.

/** What a person opened, or the map put in place of a drawing, is no part of what the server tells. */
htmx.registerExtension("holdfire-kept", {
  htmx_before_morph_node(_, { oldNode, newNode }) {
    if (oldNode.tagName === "DETAILS" && oldNode.open) newNode.setAttribute("open", "");
    if (oldNode.hasAttribute("data-drawing") && oldNode.hidden) newNode.setAttribute("hidden", "");
  },
});
