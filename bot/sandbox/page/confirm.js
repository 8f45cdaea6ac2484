/*
 * Slack's confirmation dialog: `confirmed(spec)` resolves to true or false. Escape and a click on the backdrop mean no.
 */

import { h, render } from "./dom.js";
import { icon } from "./icons.js";
import { prose } from "./prose.js";

/** Ask; `spec` is Block Kit's confirm object. */
export function confirmed({ title, text, confirm, deny, style = "primary" }) {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.className = "modal modal-confirm";
    dialog.setAttribute("aria-labelledby", "confirm-title");
    document.body.append(dialog);
    dialog.onclose = () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    };
    render(dialog, h("form", { method: "dialog", class: "modal-form" },
      h("header", { class: "modal-head" },
        h("h2", { class: "modal-title", id: "confirm-title" }, prose(title)),
        h("button", { class: "icon-button", value: "no", "aria-label": "Close", type: "button", onclick: () => dialog.close("no") }, icon("close"))),
      h("div", { class: "modal-body confirm-text" }, prose(text)),
      h("footer", { class: "modal-foot" },
        h("button", { class: "button", value: "no" }, deny ? prose(deny) : "Cancel"),
        h("button", { class: `button is-${style}`, value: "yes", hook: { create: (el) => el.focus() } }, confirm ? prose(confirm) : "OK"))));
    dialog.showModal();
    dialog.querySelector("button[value=yes]").focus();
  });
}
