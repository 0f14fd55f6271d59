import { CopyButton } from "@/components/ui/copy-button";

/** Lines for a file or a terminal, to copy as they are. */
export function CopyLines({ caption, lines, label }: { caption: string; lines: readonly string[]; label: string }) {
  return (
    <figure className="mt-3">
      <figcaption className="text-muted-foreground text-xs">{caption}</figcaption>
      <div className="mt-1 flex items-start gap-1 rounded-md bg-muted py-1 pr-1 pl-4">
        <pre className="min-w-0 flex-1 whitespace-pre-wrap break-all py-2 font-mono text-xs leading-relaxed">
          {lines.join("\n")}
        </pre>
        <CopyButton text={lines.join("\n")} label={label} />
      </div>
    </figure>
  );
}
