/*
 * Modals: the top of the person's stack in a native dialog, which keeps the focus inside. Submitting waits for the app once;
 * wrong fields say why and the first of them gets the focus; what was typed stays. Escape and the close button go back one
 * view, the × closes them all.
 */

import { act } from "./api.js";
import { blockNodes } from "./blocks.js";
import { h } from "./dom.js";
import { avatar } from "./faces.js";
import { valuesOf, viewPlace } from "./forms.js";
import { icon } from "./icons.js";
import { closeMenus } from "./menus.js";
import { prose } from "./prose.js";
import { person, redraw, state, toast } from "./state.js";
import { readModals } from "./workspace.js";

const busy = new Set(); // ids of views being submitted
const refusals = new Map(); // view id -> {hash, errors, shown}

/** The open modal, or nothing. */
export function modal() {
  const view = state.modals.at(-1);
  if (!view) return null;
  return h("dialog", {
    class: "modal", key: "modal", "aria-labelledby": "modal-title",
    hook: { create: show, update: show, remove: hide },
    oncancel: (event) => {
      if (event.target !== event.currentTarget) return;
      event.preventDefault();
      close(state.modals.at(-1));
    },
    onclose: () => redraw(),
  }, form(view), h("div", { class: "layer", key: "layer" }));
}

function show(dialog) {
  if (!dialog.open && dialog.isConnected) dialog.showModal();
  const id = dialog.querySelector("form")?.dataset.view;
  if (dialog.shownView === id) return;
  dialog.shownView = id;
  const fields = [...dialog.querySelectorAll(".modal-body input, .modal-body textarea, .modal-body select, .modal-body button, .modal-body [tabindex='0']")];
  const first = fields.find((el) => el.matches("[autofocus]")) || fields.find((el) => !el.disabled) || dialog.querySelector(".modal-foot button:last-child");
  if (!dialog.querySelector(".modal-body").contains(document.activeElement)) first?.focus();
}

function hide(dialog) {
  closeMenus();
  dialog.close();
}

function form(view) {
  const place = viewPlace(view);
  valuesOf(place, view.blocks, view.state?.values);
  const refusal = refusals.get(view.id)?.hash === view.hash ? refusals.get(view.id) : null;
  place.errors = { ...view.errors, ...refusal?.errors };
  const isBusy = busy.has(view.id);
  const back = state.modals.length > 1;
  return h("form", {
    class: "modal-form", key: view.id, "data-view": view.id, novalidate: true, "aria-busy": isBusy ? "true" : null,
    onsubmit: (event) => {
      event.preventDefault();
      if (view.submit) submit(view);
    },
    onkeydown: (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && view.submit) submit(view);
    },
  },
  h("header", { class: "modal-head" },
    back ? h("button", { type: "button", class: "icon-button", "aria-label": "Back", onclick: () => close(view) }, icon("back")) : avatar(person(state.workspace.app.bot_user_id), 28),
    h("h2", { class: "modal-title", id: "modal-title" }, prose(view.title)),
    h("button", { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => close(view, { all: true }) }, icon("close"))),
  refusal?.shown && !Object.keys(place.errors).length ? h("div", { class: "modal-trouble", role: "alert" }, icon("warning", 18), refusal.shown) : null,
  h("div", { class: "modal-body" }, blockNodes(view.blocks, place)),
  view.submit || view.close ? h("footer", { class: "modal-foot" },
    h("button", { type: "button", class: "button", onclick: () => close(view) }, view.close ? prose(view.close) : "Cancel"),
    view.submit ? h("button", { type: "submit", class: `button is-primary${isBusy ? " is-pending" : ""}`, "aria-disabled": isBusy ? "true" : null }, h("span", { class: "button-words" }, prose(view.submit))) : null) : null);
}

async function submit(view) {
  if (busy.has(view.id)) return;
  busy.add(view.id);
  refusals.delete(view.id);
  redraw();
  const answer = await act(state.me, { do: "submit", view_id: view.id, values: valuesOf(viewPlace(view), view.blocks, view.state?.values) });
  await refresh();
  busy.delete(view.id);
  if (!answer.ok) {
    const still = state.modals.find((v) => v.id === view.id) || view;
    refusals.set(view.id, { hash: still.hash, errors: answer.errors || {}, shown: answer.shown || "We had some trouble connecting. Try again?" });
    redraw();
    queueMicrotask(focusWrong);
  } else {
    redraw();
  }
}

async function refresh() {
  try {
    await readModals();
  } catch (refused) {
    toast(refused.message);
  }
}

/** Put the focus on the first field that is wrong. */
function focusWrong() {
  const block = document.querySelector("dialog.modal .has-error");
  if (!block) return;
  block.querySelector("input, textarea, button")?.focus({ preventScroll: true });
  block.scrollIntoView({ block: "nearest" });
}

async function close(view, { all = false } = {}) {
  if (!view) return;
  state.modals = all ? [] : state.modals.filter((v) => v.id !== view.id);
  refusals.delete(view.id);
  redraw();
  await act(state.me, { do: "close", view_id: view.id, ...(all ? { all: true } : {}) });
  await refresh();
}
