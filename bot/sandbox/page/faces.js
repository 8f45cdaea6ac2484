/*
 * Faces: a person's or an app's avatar with initials in their colour, and the small marks beside a name (presence, APP).
 */

import { h } from "./dom.js";
import { nameOf } from "./state.js";

/** A square avatar of `size` pixels. */
export function avatar(user, size = 36) {
  const initials = user?.initials || nameOf(user).slice(0, 1).toUpperCase();
  const words = size < 24 ? [...initials][0] : initials;
  const color = /^#?[0-9a-f]{6}$/i.test(user?.color || "") ? `#${user.color.replace("#", "")}` : "#616061";
  const kind = size >= 32 ? "large" : "small";
  return h("span", {
    class: `avatar avatar-${kind}${user?.is_bot ? " avatar-app" : ""}`, "aria-hidden": "true",
    style: `--size:${size}px;--face:${color};--ink:${ink(color)}`,
  }, words);
}

/** White or near-black, whichever reads better on `color`. */
function ink(color) {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = parseInt(color.slice(i, i + 2), 16) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.3 ? "#1d1c1d" : "#fff";
}

/** A dot that says whether somebody is there. */
export function presence(active) {
  return h("span", { class: `presence${active ? " is-active" : ""}`, role: "img", "aria-label": active ? "active" : "away" });
}

export const appBadge = () => h("span", { class: "app-badge" }, "APP");
