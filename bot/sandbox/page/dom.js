/*
 * A small view layer: `h` describes an element, `render` makes a container show a list of descriptions by changing only
 * what differs. Children keep their identity by `key` (or by tag and position), so an element that stays keeps its focus,
 * caret, scroll and typed text. `memo` skips a whole subtree while its dependencies are the same objects. Text always
 * becomes a text node: nothing here parses HTML.
 */

const SVG = "http://www.w3.org/2000/svg";
const AS_PROPERTY = new Set(["value", "checked", "disabled", "selected", "indeterminate", "readOnly"]);

/** Describe an element. `props.key` names it among its siblings; `props.hook` may hold create, update and remove. */
export function h(tag, props, ...children) {
  return { tag, props: props || {}, key: props?.key, children: flatten(children, []) };
}

/** Describe a subtree that is made anew only when one of `deps` changes. */
export function memo(key, deps, make) {
  return { memo: make, key, deps };
}

/** Make `container` show `nodes`. */
export function render(container, nodes) {
  const queue = [];
  container.shown = patchChildren(container, container.shown || [], flatten([nodes], []), queue, false);
  for (const run of queue) run();
}

function flatten(children, into) {
  for (const child of children) {
    if (child === null || child === undefined || child === false || child === true) continue;
    if (Array.isArray(child)) flatten(child, into);
    else if (typeof child === "object") into.push(child);
    else into.push({ text: String(child) });
  }
  return into;
}

function identities(nodes) {
  const counts = new Map();
  return nodes.map((node) => {
    if (node.key !== undefined) return `k:${node.key}`;
    const kind = node.tag || (node.memo ? "#memo" : "#text");
    const nth = counts.get(kind) || 0;
    counts.set(kind, nth + 1);
    return `${kind}:${nth}`;
  });
}

function patchChildren(parent, before, after, queue, svg) {
  const names = identities(before);
  const old = new Map(before.map((node, i) => [names[i], node]));
  const wanted = identities(after);
  const reused = after.map((node, i) => {
    const match = old.get(wanted[i]);
    if (!match || !alike(match, node)) return null;
    old.delete(wanted[i]);
    return match;
  });
  for (const node of old.values()) remove(node);
  let cursor = parent.firstChild; // what is left is what stays: new ones go before it, it moves only if the order changed
  after.forEach((node, i) => {
    if (reused[i]) patch(reused[i], node, queue, svg);
    else create(node, queue, svg);
    const el = element(node);
    if (el === cursor) cursor = el.nextSibling;
    else parent.insertBefore(el, cursor);
  });
  return after;
}

function alike(a, b) {
  if (a.memo || b.memo) return Boolean(a.memo && b.memo);
  return a.tag === b.tag;
}

function element(node) {
  return node.memo ? element(node.inner) : node.el;
}

function create(node, queue, svg) {
  if (node.memo) {
    node.inner = node.memo();
    create(node.inner, queue, svg);
  } else if (node.tag === undefined) {
    node.el = document.createTextNode(node.text);
  } else {
    const inSvg = svg || node.tag === "svg";
    node.el = inSvg ? document.createElementNS(SVG, node.tag) : document.createElement(node.tag);
    patchChildren(node.el, [], node.children, queue, inSvg);
    setProps(node.el, {}, node.props);
    const made = node.props.hook?.create;
    if (made) queue.push(() => made(node.el));
  }
}

function patch(was, node, queue, svg) {
  if (node.memo) {
    if (node.deps.length === was.deps.length && node.deps.every((dep, i) => dep === was.deps[i])) {
      node.inner = was.inner;
      return;
    }
    node.inner = node.memo();
    if (alike(was.inner, node.inner)) {
      patch(was.inner, node.inner, queue, svg);
    } else {
      create(node.inner, queue, svg);
      element(was.inner).replaceWith(element(node.inner));
      remove(was.inner);
    }
    return;
  }
  node.el = was.el;
  if (node.tag === undefined) {
    if (was.text !== node.text) node.el.data = node.text;
    return;
  }
  const inSvg = svg || node.tag === "svg";
  patchChildren(node.el, was.children, node.children, queue, inSvg);
  setProps(node.el, was.props, node.props);
  const updated = node.props.hook?.update;
  if (updated) queue.push(() => updated(node.el));
}

function remove(node) {
  tellRemoved(node);
  element(node).remove();
}

function tellRemoved(node) {
  if (node.memo) return tellRemoved(node.inner);
  if (node.tag === undefined) return undefined;
  node.props.hook?.remove?.(node.el);
  node.children.forEach(tellRemoved);
  return undefined;
}

function setProps(el, was, now) {
  for (const name of Object.keys(was)) if (!(name in now)) setProp(el, name, null);
  for (const [name, value] of Object.entries(now)) {
    if (AS_PROPERTY.has(name) ? el[name] !== value : was[name] !== value) setProp(el, name, value);
  }
}

function setProp(el, name, value) {
  if (name === "key" || name === "hook") return;
  if (name.startsWith("on")) el[name] = value;
  else if (AS_PROPERTY.has(name)) el[name] = value ?? (name === "value" ? "" : false);
  else if (value === null || value === undefined || value === false) el.removeAttribute(name);
  else el.setAttribute(name, value === true ? "" : value);
}
