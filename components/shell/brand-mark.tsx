/** Five bars of a voice. Decoration: the name stands beside it. */
export function BrandMark({ className }: { className?: string }) {
  const heights = [6, 14, 20, 10, 4];
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={className} fill="currentColor">
      {heights.map((height, index) => (
        <rect key={height} x={1 + index * 4.75} y={12 - height / 2} width={3} height={height} rx={1.5} />
      ))}
    </svg>
  );
}
