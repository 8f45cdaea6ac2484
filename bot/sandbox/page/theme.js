/*
 * Light or dark: as the system says, until the person chooses; the choice is kept in this browser.
 */

import { redraw } from "./state.js";

const KEY = "sandbox-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

/** Apply the choice, and follow the system while there is none. */
export function startTheme() {
  apply();
  system.addEventListener("change", () => {
    apply();
    redraw();
  });
}

export const isDark = () => (chosen() || (system.matches ? "dark" : "light")) === "dark";

/** Change to the other one. */
export function toggleTheme() {
  try {
    localStorage.setItem(KEY, isDark() ? "light" : "dark");
  } catch {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  }
  apply();
  redraw();
}

function chosen() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return document.documentElement.dataset.theme || null;
  }
}

function apply() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
}
