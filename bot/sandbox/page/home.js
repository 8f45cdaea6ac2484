/*
 * The app's Home tab: the view it has published for the person looking, or what Slack shows before there is one.
 */

import { blockNodes } from "./blocks.js";
import { h } from "./dom.js";
import { valuesOf, viewPlace } from "./forms.js";
import { state } from "./state.js";

export function home() {
  const view = state.home;
  if (!view) {
    if (state.homeComing) return h("div", { class: "home", id: "tab-panel", role: "tabpanel" }, h("div", { class: "home-empty" }, h("span", { class: "spinner" })));
    return h("div", { class: "home", id: "tab-panel", role: "tabpanel", tabindex: "0" },
      h("div", { class: "home-empty" }, h("h3", {}, "This is a work in progress"), h("p", {}, `${state.workspace.app.name} has not published a Home for you yet.`)));
  }
  const place = viewPlace(view);
  valuesOf(place, view.blocks, view.state?.values);
  return h("div", { class: "home", id: "tab-panel", role: "tabpanel", tabindex: "0", key: "home" }, h("div", { class: "home-view blocks" }, blockNodes(view.blocks, place)));
}
