/** Keeps a reader's place in a chat: at the newest message while they are there, else where they are, whatever comes or goes. */

import { unreadBadge } from "./people.js";
import { iconButton, redraw } from "./dom.js";
import { icon } from "./icons.js";
import { whenReleased } from "./press.js";
import { t } from "./i18n.js";

const NEAR_BOTTOM_PX = 80;
/** How near to the end of what is drawn more is drawn. */
const AHEAD_PX = 700;
const FLASH_MS = 1500;
const BELOW_DIVIDER_PX = 12;

export class Place {
  stuck = true;
  #below = 0;
  #aimed = null;
  /** Where the scroller was at the last look. */
  #seen = { top: 0, height: 0 };

  /** `scroller` holds the rows; `redraw()` draws them again after the window moved. */
  constructor({ scroller, rows, draw }) {
    Object.assign(this, { scroller, rows, draw });
    this.button = iconButton(icon("down"), t("toBottom"), () => this.toEnd({ smooth: true }), { class: "to-bottom", hidden: true, data: { testid: "to-bottom" } });
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    for (const kind of ["wheel", "touchstart", "keydown"]) scroller.addEventListener(kind, () => { this.#aimed = null; }, { passive: true });
    const stay = () => { if (this.stuck) this.toEnd(); };
    const sizes = new ResizeObserver(() => whenReleased(stay));
    sizes.observe(rows.list);
    sizes.observe(scroller);
  }

  /** Somebody else's message came while the reader is elsewhere. */
  count() {
    if (this.stuck) return;
    this.#below += 1;
    this.#drawButton();
  }

  /** To the newest message; what lies between is not drawn. */
  toEnd({ smooth = false } = {}) {
    this.stuck = true;
    this.#aimed = null;
    if (this.rows.hasLater) { this.rows.follow(); this.draw(); }
    const gentle = smooth && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: gentle ? "smooth" : "instant" });
    this.#look();
  }

  /** Remembers where the scroller is; returns where it was. */
  #look() {
    const before = this.#seen;
    this.#seen = { top: this.scroller.scrollTop, height: this.scroller.scrollHeight };
    return before;
  }

  /** To a message; returns whether it is there. */
  to(messageId, { block = "center", flash = true } = {}) {
    if (!this.rows.around(messageId)) return false;
    const { stuck } = this;
    this.stuck = false;
    this.draw();
    const row = this.rows.row(messageId);
    // It was deleted since the last drawing.
    if (!row) { this.stuck = stuck; return false; }
    this.#aim(row, block);
    if (!flash) return true;
    row.classList.add("is-flashed");
    setTimeout(() => row.classList.remove("is-flashed"), FLASH_MS);
    return true;
  }

  /** Rows that were never shown have a guessed height; two frames later it is the real one, so aim again. */
  #aim(row, block, again = 2) {
    this.#aimed = row;
    row.scrollIntoView({ block });
    if (block === "start") this.scroller.scrollTop -= BELOW_DIVIDER_PX + (row.previousElementSibling?.offsetHeight ?? 0);
    if (again) requestAnimationFrame(() => { if (this.#aimed === row && row.isConnected) this.#aim(row, block, again - 1); });
    else { this.#aimed = null; this.#scrolled(); }
  }

  /**
   * Only whoever scrolls up leaves the newest message; rows that grow make the browser scroll too. A row that was just
   * drawn has a guessed height, so the end may have been looked for too far up: then it is looked for again.
   */
  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const left = scrollHeight - scrollTop - clientHeight;
    const before = this.#look();
    if (left < NEAR_BOTTOM_PX && !this.rows.hasLater) this.stuck = true;
    else if (scrollTop < before.top && scrollHeight === before.height) this.stuck = false;
    else if (this.stuck && scrollTop <= before.top) this.toEnd();
    if (this.stuck) this.#below = 0;
    this.#drawButton();
    if (scrollTop < AHEAD_PX && this.rows.hasEarlier) this.#hold(() => this.rows.earlier());
    else if (left < AHEAD_PX && this.rows.hasLater) this.#hold(() => this.rows.later());
  }

  /** Draws more rows while what is being read stays where it is. */
  #hold(move) {
    const top = this.scroller.getBoundingClientRect().top;
    const read = [...this.rows.list.children].find((row) => row.getBoundingClientRect().bottom > top);
    const before = read?.getBoundingClientRect().top;
    move();
    this.draw();
    if (read?.isConnected) this.scroller.scrollTop += read.getBoundingClientRect().top - before;
  }

  #drawButton() {
    this.button.hidden = this.stuck;
    redraw(this.button, this.#below, () => [icon("down"), unreadBadge(this.#below)]);
  }
}
