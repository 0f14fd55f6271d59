/** When a day (YYYY-MM-DD) begins by this machine's clock (in the browser: the reader's), Unix seconds; null for no day. */
export function dayStartS(day: string, daysLater = 0): number | null {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)?.map(Number) ?? [];
  if (year === undefined || month === undefined || date === undefined) return null;
  // 30 February would be a day in March.
  if (new Date(year, month - 1, date).getDate() !== date) return null;
  const startS = new Date(year, month - 1, date + daysLater).getTime() / 1000;
  return startS >= 0 ? startS : null;
}
