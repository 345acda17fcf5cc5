// Figures for a reader: the middle of several, and tables with aligned columns.

/** @param sorted the values, the smallest first */
export function quantile(sorted: ArrayLike<number>, part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

export const median = (values: number[]): number =>
  quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );

/** With so many digits behind the point; a figure that this system does not give is "n/a". */
export const figure = (value: number, digits = 0): string =>
  Number.isFinite(value)
    ? value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    : 'n/a';

/** A CPU's share is that of one core. */
export const percent = (share: number, digits = 0): string =>
  Number.isFinite(share) ? `${figure(share * 100, digits)} %` : 'n/a';

/** Prints rows below their headings: the first column to the left, the others to the right. */
export function table(headings: string[], rows: string[][]): void {
  const widths = headings.map((_, i) => Math.max(...[headings, ...rows].map((row) => row[i]?.length ?? 0)));
  for (const row of [headings, ...rows]) {
    const cells = row.map((cell, i) =>
      i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
    );
    console.log(`  ${cells.join('   ')}`);
  }
}
