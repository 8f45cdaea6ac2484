/*
 * Things that open beside other things: `openPopover` is an empty box in the top layer, placed by its anchor, closed by
 * Escape or a click elsewhere; `openMenu` fills it with a list to choose from, with search if wanted, arrow keys and
 * type-ahead. Inside a modal the box is a child of the dialog, since everything outside an open dialog is inert.
 */

import { h, render } from "./dom.js";

let current = null;

/** Close whatever is open. */
export const closeMenus = () => current?.close();

/** An empty popover, placed by the box of `beside`: {el, show, close, place}. Focus returns to the anchor when it closes by key. */
export function openPopover(anchor, { label, className = "", width = null, matchWidth = false, align = "start", above = false, tallest = 400, beside = anchor, onClose = () => {} } = {}) {
  closeMenus();
  const layer = anchor.closest("dialog")?.querySelector(".layer") || document.getElementById("layer");
  const el = document.createElement("div");
  el.className = `popover ${className}`;
  el.popover = "manual";
  el.setAttribute("role", "dialog");
  el.setAttribute("aria-label", label);
  layer.append(el);

  const place = () => {
    if (!anchor.isConnected) return close();
    const box = beside.getBoundingClientRect();
    const edge = 8;
    const wide = Math.min(matchWidth ? Math.max(box.width, 220) : width || el.offsetWidth, innerWidth - 2 * edge);
    el.style.width = matchWidth || width ? `${wide}px` : "";
    el.style.maxHeight = `${Math.min(tallest, innerHeight - 2 * edge)}px`;
    const under = innerHeight - box.bottom - edge;
    const over = box.top - edge;
    const up = above ? over >= Math.min(el.offsetHeight, 200) : under < el.offsetHeight + 4 && over > under;
    el.style.maxHeight = `${Math.max(120, Math.min(tallest, (up ? over : under) - 4))}px`;
    const left = align === "end" ? box.right - wide : matchWidth ? box.left : anchor.getBoundingClientRect().left;
    el.style.left = `${Math.max(edge, Math.min(left, innerWidth - wide - edge))}px`;
    el.style.top = up ? `${Math.max(edge, box.top - el.offsetHeight - 4)}px` : `${box.bottom + 4}px`;
    return undefined;
  };
  const outside = (event) => {
    if (!el.contains(event.target) && !anchor.contains(event.target)) close({ keepFocus: true });
  };
  const keys = (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") {
      close();
    }
  };
  const close = ({ keepFocus = false } = {}) => {
    if (current?.el !== el) return;
    current = null;
    const hadFocus = el.contains(document.activeElement);
    el.remove();
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("keydown", keys, true);
    removeEventListener("resize", place);
    removeEventListener("scroll", onScroll, true);
    anchor.setAttribute("aria-expanded", "false");
    if (hadFocus && !keepFocus && anchor.isConnected) anchor.focus();
    onClose();
  };
  const onScroll = (event) => {
    if (!el.contains(event.target)) place();
  };
  const show = () => {
    el.showPopover();
    anchor.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside, true);
    document.addEventListener("keydown", keys, true);
    addEventListener("resize", place);
    addEventListener("scroll", onScroll, true);
    place();
  };
  current = { el, anchor, show, close, place };
  return current;
}

/** True while the menu of this anchor is open. */
export const isOpenAt = (anchor) => current?.anchor === anchor;

/**
 * Open a list. `load(query)` gives groups [{label?, items: [{label, description?, icon?, aside?, selected?, danger?, disabled?, pick}]}],
 * or a promise of them. A pick closes the list unless `multiple`.
 */
export function openMenu(anchor, { label, load, search = null, multiple = false, empty = "No results", foot = null, ...options }) {
  if (isOpenAt(anchor)) return closeMenus();
  const popover = openPopover(anchor, { label, ...options });
  const view = { groups: [], active: -1, loading: false, query: "", asked: 0, typed: "", typedAt: 0 };
  const items = () => view.groups.flatMap((group) => group.items);

  const refresh = async ({ keep = false } = {}) => {
    const turn = ++view.asked;
    const answer = load(view.query);
    if (answer instanceof Promise) {
      view.loading = true;
      draw();
    }
    const groups = await answer;
    if (turn !== view.asked || !popover.el.isConnected) return;
    view.loading = false;
    view.groups = groups.filter((group) => group.items.length);
    const chosen = items().findIndex((item) => item.selected);
    if (!keep) view.active = search && view.query ? 0 : Math.max(chosen, search || multiple ? chosen : 0);
    draw();
  };
  const pick = (item) => {
    if (item.disabled) return;
    if (!multiple) popover.close();
    item.pick();
    if (multiple) refresh({ keep: true });
  };
  const move = (to) => {
    const count = items().length;
    if (!count) return;
    view.active = (to + count) % count;
    draw();
  };
  const onkeydown = (event) => {
    const steps = { ArrowDown: view.active + 1, ArrowUp: view.active < 0 ? -1 : view.active - 1, Home: 0, End: -1 };
    if (event.key in steps && !(search && (event.key === "Home" || event.key === "End"))) {
      event.preventDefault();
      move(steps[event.key]);
    } else if ((event.key === "Enter" || (event.key === " " && !search)) && items()[view.active]) {
      event.preventDefault();
      event.stopPropagation();
      pick(items()[view.active]);
    } else if (event.key === "Enter") {
      event.preventDefault();
    } else if (!search && event.key.length === 1) {
      view.typed = event.timeStamp - view.typedAt > 700 ? event.key : view.typed + event.key;
      view.typedAt = event.timeStamp;
      const found = items().findIndex((item) => String(item.label).toLowerCase().startsWith(view.typed.toLowerCase()));
      if (found >= 0) move(found);
    }
  };
  const option = (item, index) => h("div", {
    key: index, id: `menu-item-${index}`, role: "option", "aria-selected": String(Boolean(item.selected)), "aria-disabled": item.disabled ? "true" : null,
    class: `menu-item${index === view.active ? " is-active" : ""}${item.danger ? " is-danger" : ""}${item.disabled ? " is-disabled" : ""}`,
    onpointermove: () => {
      if (view.active !== index) move(index);
    },
    onclick: () => pick(item),
  },
  multiple || item.selected !== undefined ? h("span", { class: "menu-check", "aria-hidden": "true" }, item.selected ? "✓" : "") : null,
  item.icon || null,
  h("span", { class: "menu-words" }, h("span", { class: "menu-label" }, item.shown || item.label), item.description ? h("span", { class: "menu-description" }, item.description) : null),
  item.aside ? h("span", { class: "menu-aside" }, item.aside) : null);

  const draw = () => {
    let index = 0;
    const listed = view.groups.map((group) => [
      group.label ? h("div", { class: "menu-group", role: "presentation" }, group.label) : null,
      group.items.map((item) => option(item, index++)),
    ]);
    const active = view.active >= 0 ? `menu-item-${view.active}` : null;
    render(popover.el, [
      search ? h("input", {
        class: "menu-search", type: "text", placeholder: search, "aria-label": search, role: "combobox", "aria-expanded": "true",
        "aria-controls": "menu-list", "aria-activedescendant": active, autocomplete: "off", onkeydown,
        oninput: (event) => {
          view.query = event.target.value;
          refresh();
        },
      }) : null,
      h("div", {
        class: "menu-list", id: "menu-list", role: "listbox", "aria-label": label, tabindex: search ? null : "0",
        "aria-activedescendant": search ? null : active, "aria-multiselectable": multiple ? "true" : null, onkeydown: search ? null : onkeydown,
      },
      view.loading && !listed.length ? h("p", { class: "menu-empty" }, "Loading…") : null,
      listed,
      !view.loading && !items().length ? h("p", { class: "menu-empty" }, typeof empty === "function" ? empty(view.query.trim()) : empty) : null),
      foot,
    ]);
    if (popover.el.matches(":popover-open")) {
      popover.place();
      popover.el.querySelector(".is-active")?.scrollIntoView({ block: "nearest" });
    }
  };
  draw();
  popover.show();
  popover.el.querySelector(search ? ".menu-search" : ".menu-list").focus({ preventScroll: true });
  refresh();
  return popover;
}
