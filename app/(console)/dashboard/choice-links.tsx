import Link from "next/link";
import { cn } from "@/components/ui/cn";

interface ChoiceLinksProps {
  label: string;
  choices: readonly { href: string; text: string; isChosen: boolean }[];
}

/** A choice that is kept in the address. */
export function ChoiceLinks({ label, choices }: ChoiceLinksProps) {
  return (
    <nav aria-label={label} className="flex max-w-full flex-wrap rounded-md border p-0.5 print:hidden">
      {choices.map(({ href, text, isChosen }) => (
        <Link
          key={href}
          href={href}
          scroll={false}
          prefetch={false}
          aria-current={isChosen ? "page" : undefined}
          className={cn(
            "flex h-8 shrink-0 items-center rounded-sm px-1.5 text-muted-foreground text-sm min-[22.5rem]:px-3 hover:text-foreground pointer-coarse:h-11",
            isChosen && "bg-muted font-medium text-foreground",
          )}
        >
          {text}
        </Link>
      ))}
    </nav>
  );
}
