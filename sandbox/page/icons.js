/** Line icons drawn as SVG nodes, so the page needs neither an icon font nor emoji in its own controls. */

const PATHS = {
  send: ["M4 12 20 4l-5 16-3.5-6.5L4 12Z", "m11.500 13.500 3.500-4"],
  attach: ["m20 11-8.200 8.200a5 5 0 0 1-7-7l8.600-8.600a3.300 3.300 0 0 1 4.700 4.700l-8.600 8.600a1.700 1.700 0 0 1-2.400-2.400L15 6.700"],
  photo: ["M4 5h16v14H4z", "m4 16 4.500-4.500 4 4L16 12l4 4", "M15.500 8.500h.01"],
  document: ["M6 3h8l4 4v14H6z", "M14 3v4h4", "M9 12h6M9 16h6"],
  voice: ["M12 4a2.500 2.500 0 0 1 2.500 2.500v5a2.500 2.500 0 0 1-5 0v-5A2.500 2.500 0 0 1 12 4Z", "M6.500 11.500a5.500 5.500 0 0 0 11 0M12 17v3"],
  sticker: ["M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Z", "M9 10h.01M15 10h.01", "M8.500 14a4 4 0 0 0 7 0"],
  location: ["M12 21s-6.500-6-6.500-11a6.500 6.500 0 0 1 13 0c0 5-6.500 11-6.500 11Z", "M12 12a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400Z"],
  contact: ["M12 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7Z", "M5 20a7 7 0 0 1 14 0"],
  more: ["M12 5.500h.01M12 12h.01M12 18.500h.01"],
  plus: ["M12 5v14M5 12h14"],
  back: ["m14.500 5-7 7 7 7"],
  down: ["m5 9 7 7 7-7"],
  close: ["m6 6 12 12M18 6 6 18"],
  reply: ["m9.500 6-6 6 6 6", "M4 12h9a7 7 0 0 1 7 7"],
  edit: ["M5 19h3.500L19 8.500 15.500 5 5 15.500V19Z"],
  trash: ["M5 7h14M10 4h4M7 7l1 13h8l1-13"],
  copy: ["M9 9h11v11H9z", "M15 9V4H4v11h5"],
  lock: ["M6 11h12v9H6z", "M8.500 11V8a3.500 3.500 0 0 1 7 0v3"],
  unlock: ["M6 11h12v9H6z", "M8.500 11V8a3.500 3.500 0 0 1 6.500-2"],
  block: ["M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Z", "m6.500 6.500 11 11"],
  sun: ["M12 8.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7Z", "M12 3v2M12 19v2M3 12h2M19 12h2M5.600 5.600 7 7M17 17l1.400 1.400M18.400 5.600 17 7M7 17l-1.400 1.400"],
  moon: ["M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10Z"],
  link: ["M8 8h8v8", "M16 8 7 17"],
  keyboard: ["M3 6.500h18v11H3z", "M7 10.500h.01M11 10.500h.01M15 10.500h.01M8 14h8"],
  command: ["M15 5 9 19"],
  download: ["M12 4v11M7 10.500l5 5 5-5M5 20h14"],
  hash: ["M9.500 4 8 20M16 4l-1.500 16M4.500 9h16M3.500 15h16"],
  mask: ["M4 7c5 2 11 2 16 0 0 6-2 10-5 10-1.500 0-2-1.500-3-1.500S10.500 17 9 17C6 17 4 13 4 7Z", "M8.500 11h1.500M14 11h1.500"],
  clock: ["M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Z", "M12 8v4.500l3 1.500"],
  sliders: ["M4 7h9M17 7h3M4 17h3M11 17h9", "M15 5v4M9 15v4"],
  group: ["M9 11.500a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z", "M3 19a6 6 0 0 1 12 0", "M15.500 6a3 3 0 0 1 0 5.500M17 13.500a6 6 0 0 1 4 5.500"],
};

const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  for (const d of PATHS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}
