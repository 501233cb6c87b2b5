/** The bot's command list above the composer: opened by its button, narrowed by typing a slash. */

import { h, replace } from "./dom.js";
import { t } from "./i18n.js";

export class CommandList {
  #commands = [];

  /** `choose(command)` gets the name without the slash. */
  constructor(choose) {
    this.choose = choose;
    this.el = h("div", { class: "command-list", role: "group", "aria-label": t("commands"), hidden: true, data: { testid: "command-list" } });
  }

  set(commands) { this.#commands = commands; }

  toggle() {
    if (this.el.hidden) this.#draw(this.#commands); else this.hide();
  }

  hide() { this.el.hidden = true; }

  /** Shows the commands that begin with what was typed; anything but a lone "/word" hides the list. */
  filter(text) {
    const typed = /^\/(\w*)$/.exec(text)?.[1];
    if (typed === undefined) this.hide();
    else this.#draw(this.#commands.filter((one) => one.command.startsWith(typed)));
  }

  #draw(commands) {
    this.el.hidden = !commands.length;
    replace(this.el, commands.map(({ command, description }) => h("button", { type: "button", class: "command", data: { testid: "command" },
      onclick: () => this.choose(command) }, h("strong", {}, `/${command}`), h("span", {}, description))));
  }
}
