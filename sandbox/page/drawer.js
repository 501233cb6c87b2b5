/** A drawer at the right edge, a sheet from below on a narrow screen; it stays open while people use the page. */

import { h, iconButton } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";

export class Drawer {
  /** `label` is its title and the name of its `button`; what it holds goes into `body`. */
  constructor({ testid, label, iconName }) {
    this.button = h("button", { type: "button", class: "head-button", title: label, "aria-label": label, "aria-expanded": "false", "aria-controls": testid, data: { testid: `${testid}-toggle` },
      onclick: () => this.toggle() }, icon(iconName), h("span", {}, label));
    this.body = h("div", { class: "drawer-body" });
    const close = iconButton(icon("close"), t("close"), () => this.close(), { data: { testid: `${testid}-close` } });
    this.el = h("aside", { class: "drawer", id: testid, hidden: true, "aria-label": label, data: { testid },
      onkeydown: (event) => { if (event.key === "Escape" && !event.defaultPrevented) this.close(); } },
    h("div", { class: "drawer-head" }, h("h2", {}, label), close), this.body);
  }

  toggle() { if (this.el.hidden) this.open(); else this.close(); }

  open() {
    this.el.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.el.dispatchEvent(new Event("open"));
  }

  close() {
    this.el.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    this.button.focus();
    this.el.dispatchEvent(new Event("close"));
  }
}
