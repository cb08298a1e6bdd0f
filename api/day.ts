const DAY = 86_400_000

/** A civil day so many days after another, or before it. */
export const shift = (day: string, days: number) => new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10)
