/*
 * Emoji: a shortcode as its picture, with skin tones; an unknown one stays as typed. And the picker for reactions, a
 * searchable grid that starts with the ones people use most.
 */

import { h, render } from "./dom.js";
import { openPopover } from "./menus.js";
import { state } from "./state.js";

const TONES = { 2: "🏻", 3: "🏼", 4: "🏽", 5: "🏾", 6: "🏿" };
const FREQUENT = ["+1", "white_check_mark", "raised_hands", "tada", "eyes", "heart", "joy", "clap", "fire", "rocket", "muscle", "pray", "thinking_face", "100", "wave", "ok_hand"];
const TONEABLE = /^\p{Emoji_Modifier_Base}/u;

/** The unicode of a shortcode, or null. */
export function unicode(name, tone = null) {
  const found = state.lookups.emoji[name];
  if (!found) return null;
  if (!tone || !TONEABLE.test(found)) return found;
  const [base, ...rest] = [...found.replace("\ufe0f", "")];
  return base + TONES[tone] + rest.join("");
}

/** A shortcode as an element with its name for screen readers. */
export function picture(name, tone = null) {
  const found = unicode(name, tone);
  if (!found) return `:${name}:${tone ? `:skin-tone-${tone}:` : ""}`;
  const words = `${name.replace(/_/g, " ")} emoji`;
  return h("span", { class: "emoji", role: "img", "aria-label": words, title: `:${name}:` }, found);
}

/** Let the person choose an emoji; `pick` gets its shortcode. */
export function openPicker(anchor, pick, options = {}) {
  let query = "";
  const popover = openPopover(anchor, { label: "Pick an emoji", className: "picker", width: 328, ...options });
  const names = () => {
    if (!query) return FREQUENT.filter((name) => state.lookups.emoji[name]);
    const seen = new Set();
    return Object.keys(state.lookups.emoji)
      .filter((name) => name.includes(query))
      .sort((a, b) => a.indexOf(query) - b.indexOf(query) || a.length - b.length)
      .filter((name) => !seen.has(state.lookups.emoji[name]) && seen.add(state.lookups.emoji[name]))
      .slice(0, 63);
  };
  const choose = (name) => {
    popover.close();
    pick(name);
  };
  const draw = () => {
    const found = names();
    render(popover.el, [
      h("input", {
        class: "picker-search", type: "text", placeholder: "Search all emoji", "aria-label": "Search all emoji",
        oninput: (event) => {
          query = event.target.value.toLowerCase().replace(/[: ]/g, (c) => (c === " " ? "_" : ""));
          draw();
        },
        onkeydown: (event) => {
          if (event.key === "Enter" && found[0]) choose(found[0]);
        },
      }),
      h("div", { class: "picker-title" }, query ? "Search results" : "Frequently used"),
      h("div", { class: "picker-grid", onkeydown: moveInGrid },
        found.map((name) => h("button", { key: name, type: "button", class: "picker-emoji", title: `:${name}:`, "aria-label": name.replace(/_/g, " "), onclick: () => choose(name) }, unicode(name)))),
      found.length ? null : h("p", { class: "menu-empty" }, "No emoji found"),
    ]);
    if (popover.el.matches(":popover-open")) popover.place();
  };
  draw();
  popover.show();
  popover.el.querySelector("input").focus();
}

function moveInGrid(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 9, ArrowUp: -9 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = [...event.currentTarget.children];
  all[Math.max(0, Math.min(all.length - 1, all.indexOf(document.activeElement) + step))].focus();
}
