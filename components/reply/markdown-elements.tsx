import type { Root } from "hast";
import { type Components, toJsxRuntime } from "hast-util-to-jsx-runtime";
import type { CSSProperties, ReactNode } from "react";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";
import { HeardMark } from "@/components/turn/heard-mark";
import { SaidDifferently } from "@/components/turn/said-differently";
import { cn } from "@/components/ui/cn";
import { CodeBlock } from "./code-block";
import { ScrollRegion } from "./scroll-region";

/** The safe HTML of a reply as React's elements. */
export function markdownElements(tree: Root): ReactNode {
  return toJsxRuntime(tree, { Fragment, jsx, jsxs, components, ignoreInvalidStyle: true });
}

/** Headings of a reply stand below those of the page, and look alike. */
const headingClass = "whitespace-pre-line font-semibold";

/** The number of a list's item has the ink of its first word. */
const aheadMarker =
  "[&:has(>[data-testid=ahead]:first-child,>:first-child>[data-testid=ahead]:first-child)]:marker:text-muted-foreground";

const components: Partial<Components> = {
  p: ({ children }) => <p className="whitespace-pre-line">{children}</p>,
  h1: ({ children }) => <h4 className={headingClass}>{children}</h4>,
  h2: ({ children }) => <h4 className={headingClass}>{children}</h4>,
  h3: ({ children }) => <h5 className={headingClass}>{children}</h5>,
  h4: ({ children }) => <h6 className={headingClass}>{children}</h6>,
  h5: ({ children }) => <h6 className={headingClass}>{children}</h6>,
  h6: ({ children }) => <h6 className={headingClass}>{children}</h6>,
  ul: ({ children }) => <BulletList>{children}</BulletList>,
  ol: ({ children, start }) => <NumberedList start={start}>{children}</NumberedList>,
  li: ({ children, className }) => (
    <li className={className === "task-list-item" ? "-ml-5 list-none" : aheadMarker}>{children}</li>
  ),
  blockquote: ({ children }) => (
    <blockquote className="space-y-2 border-l-2 pl-4 text-muted-foreground">{children}</blockquote>
  ),
  hr: () => <hr className="my-1" />,
  a: ({ children, href }) =>
    href ? (
      <a
        href={href}
        title={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="underline underline-offset-4"
      >
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  code: ({ children }) => <code className="rounded-[4px] bg-muted px-1 py-0.5 font-mono text-[0.9em]">{children}</code>,
  pre: ({ children, ...data }: { children?: ReactNode; "data-language"?: string; "data-text"?: string }) => (
    <CodeBlock language={data["data-language"] ?? ""} text={data["data-text"] ?? ""}>
      {children}
    </CodeBlock>
  ),
  table: ({ children }) => <TableFrame>{children}</TableFrame>,
  th: ({ children, style }) => (
    <th scope="col" className={cn("bg-muted px-3 py-2 font-medium", alignment(style))}>
      {children}
    </th>
  ),
  td: ({ children, style }) => <td className={cn("border-t px-3 py-2 align-top", alignment(style))}>{children}</td>,
  span: ({ children, ...data }: { children?: ReactNode; "data-ink"?: string; "data-said-as"?: string }) => {
    const saidAs = data["data-said-as"];
    if (saidAs !== undefined) return <SaidDifferently saidAs={saidAs}>{children}</SaidDifferently>;
    const ink = data["data-ink"];
    if (ink === "mark") return <HeardMark />;
    return (
      <span data-testid={ink} className={ink === "ahead" ? "text-muted-foreground" : undefined}>
        {children}
      </span>
    );
  },
  input: ({ checked }) => <input type="checkbox" checked={checked ?? false} readOnly disabled className="mr-2" />,
};

/** Classes in place of styles, which the Content-Security-Policy refuses in pages from the server. */
function alignment(style: CSSProperties | undefined): string {
  const { textAlign } = style ?? {};
  return textAlign === "right" ? "text-right" : textAlign === "center" ? "text-center" : "text-left";
}

export const BulletList = ({ children }: { children: ReactNode }) => (
  <ul className="list-disc space-y-1 pl-6 [&_ul]:mt-1">{children}</ul>
);

export const NumberedList = ({ children, start }: { children: ReactNode; start?: number | undefined }) => (
  <ol start={start} className="list-decimal space-y-1 pl-8 [&_ol]:mt-1 [&_ul]:mt-1">
    {children}
  </ol>
);

export const TableFrame = ({ children }: { children: ReactNode }) => (
  <ScrollRegion className="rounded-md border">
    <table className="w-full border-collapse text-sm">{children}</table>
  </ScrollRegion>
);
