/*
 * Block Kit's elements: `elementNode` shows any of them; buttons and overflow menus are here, fields in inputs.js and
 * selects.js. `use` is what every element does when it is used: ask for confirmation if it has a confirm object, then remember
 * the value, then tell the app if the block dispatches.
 */

import { confirmed } from "./confirm.js";
import { h } from "./dom.js";
import { isPending, press, setValue, valueOf } from "./forms.js";
import { icon } from "./icons.js";
import { inputNode } from "./inputs.js";
import { openMenu } from "./menus.js";
import { prose } from "./prose.js";
import { selectNode } from "./selects.js";

/** Anything that can stand in actions, accessory or input. `dispatches` says whether using it tells the app, `error` is its sentence. */
export function elementNode(element, block, place, { dispatches = true, error = null } = {}) {
  if (!element) return null;
  const field = { element, block, place, value: valueOf(place, block, element), dispatches, error, pending: isPending(place, block, element) };
  field.use = (value) => use(field, value);
  switch (element.type) {
    case "button":
    case "workflow_button": return button(field);
    case "icon_button": return button({ ...field, element: { ...element, text: element.text } });
    case "overflow": return overflow(field);
    case "image": return h("img", { class: "thumb", src: safeImage(element.image_url), alt: element.alt_text, loading: "lazy" });
    case "feedback_buttons": return feedback(field);
    default:
  }
  if (/_select$/.test(element.type)) return selectNode(field);
  return inputNode(field) || h("span", { class: "unsupported" }, `Unsupported element: ${element.type}`);
}

/** Images come only from http(s), from the sandbox's own files, or inline. */
export function safeImage(url) {
  const own = `${location.origin}/files/`;
  if (url?.startsWith(own)) return `/sandbox/files/${url.slice(own.length)}`;
  return /^(https?:\/\/|\/|data:image\/)/i.test(url || "") ? url : "";
}

async function use({ element, block, place, dispatches }, value) {
  const before = valueOf(place, block, element);
  if (element.confirm && dispatches && !(await confirmed(element.confirm))) {
    if (before !== undefined) setValue(place, block, element, before);
    return;
  }
  if (before !== undefined) setValue(place, block, element, value);
  if (dispatches) await press(place, block, element, value);
}

function button({ element, pending, use: pressed }) {
  const style = { primary: " is-primary", danger: " is-danger" }[element.style] || "";
  return h("button", {
    type: "button", class: `button${style}${pending ? " is-pending" : ""}`, "aria-label": element.accessibility_label || null,
    "aria-disabled": pending ? "true" : null, "aria-busy": pending ? "true" : null, "data-action": element.action_id,
    onclick: () => {
      if (pending) return;
      if (/^https?:\/\//i.test(element.url || "")) window.open(element.url, "_blank", "noopener");
      pressed(null);
    },
  }, h("span", { class: "button-words" }, prose(element.text)));
}

function feedback({ element, use: pressed }) {
  const one = (spec, fallback) => h("button", {
    type: "button", class: "button is-small", "aria-label": spec.accessibility_label || null, onclick: () => pressed(spec.value),
  }, spec.text ? prose(spec.text) : fallback);
  return [one(element.positive_button, "👍"), one(element.negative_button, "👎")];
}

function overflow({ element, pending, use: pressed }) {
  const items = element.options.map((option) => ({
    label: option.text.text, shown: prose(option.text), description: option.description?.text,
    pick: () => {
      if (/^https?:\/\//i.test(option.url || "")) window.open(option.url, "_blank", "noopener");
      pressed(option.value);
    },
  }));
  return h("button", {
    type: "button", class: `button is-icon${pending ? " is-pending" : ""}`, "aria-label": "More options", "aria-haspopup": "listbox", "aria-expanded": "false",
    "data-action": element.action_id, onclick: (event) => openMenu(event.currentTarget, { label: "More options", load: () => [{ items }] }),
  }, icon("more"));
}
