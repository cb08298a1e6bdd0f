/** Every drawing we have: 24 units square, 1.75 thick, round. An icon never stands without its word. */
export const icons = {
  search: '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
  menu: '<path d="M4 7h16M4 12h16M4 17h16"/>',
  check: '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
  cross: '<path d="M6 6l12 12M18 6 6 18"/>',
  alert: '<path d="M12 4 21.5 20h-19L12 4ZM12 10v4.5M12 17.2v.1"/>',
  info: '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.6v.1"/>',
  clock: '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
  calendar: '<path d="M4 6h16v14H4zM4 10.5h16M8.5 3.5V8M15.5 3.5V8"/>',
  lock: '<path d="M5 11h14v9.5H5zM8 11V8a4 4 0 0 1 8 0v3"/>',
  hidden:
    '<path d="M4 4l16 16M9.9 5.3A9 9 0 0 1 12 5c5 0 8.5 4.5 9.5 7a14 14 0 0 1-2.6 3.8M6.3 7.3A14 14 0 0 0 2.5 12c1 2.5 4.5 7 9.5 7a9 9 0 0 0 4-.9M10 10a3 3 0 0 0 4 4"/>',
  shield: '<path d="m12 3 8 3v6c0 4.5-3.2 7.7-8 9-4.8-1.3-8-4.5-8-9V6zM8.5 12l2.5 2.5 4.5-5"/>',
  building: '<path d="M3.5 20.5h17M5 20.5V10M19 20.5V10M3 10l9-6 9 6zM9.5 20.5V14M14.5 20.5V14"/>',
  pin: '<path d="M12 21s7-6.3 7-11.5a7 7 0 0 0-14 0C5 14.7 12 21 12 21z"/><circle cx="12" cy="9.5" r="2.5"/>',
  file: '<path d="M6 3h8l4.5 4.5V21H6zM14 3v5h4.5M9 12.5h6M9 16.5h6"/>',
  image: '<path d="M3.5 5h17v14h-17zM3.5 16l5-5 4 4 3-3 5 5"/><circle cx="15.5" cy="9" r="1.3"/>',
  message: '<path d="M4 5h16v11H10l-4.5 4v-4H4z"/>',
  phone:
    '<path d="M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a1.5 1.5 0 0 1-1.6 1.5C10.5 20 4 13.5 3.5 5.6A1.5 1.5 0 0 1 5 4z"/>',
  print: '<path d="M7 9V3.5h10V9M7 17H3.5V9h17v8H17M7 14h10v6.5H7z"/>',
  save: '<path d="M12 4v11M7 10.5l5 5 5-5M4 20h16"/>',
  code: '<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5H14zM20 14v3M17 20h3M14 20v.1"/>',
  star: '<path d="m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1 5.9L12 16.9l-5.2 2.8 1-5.9L3.5 9.7l5.9-.8z"/>',
  chart: '<path d="M4 4v16h16M8.5 16.5v-5M13 16.5v-9M17.5 16.5v-7"/>',
  next: '<path d="m9 5 7 7-7 7"/>',
  back: '<path d="m15 5-7 7 7 7"/>',
  out: '<path d="M14 4h6v6M20 4l-9 9M18 14v6H4V6h6"/>',
  user: '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6"/>',
  scale: '<path d="M12 3.5v17M7 20.5h10M5 7h14M5 7l-3 7a3.2 3.2 0 0 0 6 0zM19 7l-3 7a3.2 3.2 0 0 0 6 0z"/>',
  book: '<path d="M12 6.5C10 5 7 4.5 3.5 4.5v14c3.5 0 6.5.5 8.5 2 2-1.5 5-2 8.5-2v-14c-3.5 0-6.5.5-8.5 2zM12 6.5v14"/>',
  notice: '<path d="M4 10v4h3l8 4.5v-13L7 10zM18.5 9.5a4 4 0 0 1 0 5"/>',
  card: '<path d="M7 3.5 18 6l-3 14.5L4 18z"/>',
  filter: '<path d="M3.5 5h17l-6.5 8v6l-4-2v-4z"/>',
  list: '<path d="M9 6h11M9 12h11M9 18h11M4.5 6v.1M4.5 12v.1M4.5 18v.1"/>',
  key: '<circle cx="8" cy="15" r="4.5"/><path d="m11.3 11.7 8.2-8.2M16 7l3 3"/>',
  letters: '<path d="M3.5 19 9 5l5.5 14M5.5 14.5h7M15.5 19l3-8 3 8M16.5 16.5h4"/>',
  people:
    '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 19.5c.5-3.7 2.9-5.5 6.5-5.5s6 1.8 6.5 5.5M15.5 4.8a3.5 3.5 0 0 1 0 6.4M17.5 14.3c2.3.6 3.7 2.3 4 5.2"/>',
} as const

/** The name of a drawing. */
export type IconName = keyof typeof icons
