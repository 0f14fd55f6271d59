"use client";
import type { ReactNode } from "react";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";

interface ExplainedWordsProps {
  /** What is different about the words. */
  how: string;
  testId: string;
  children: ReactNode;
}

/** Words in a text that are not as they were said or written: pressed, they tell how. */
export function ExplainedWords({ how, testId, children }: ExplainedWordsProps) {
  return (
    <Popover>
      <PopoverTrigger asChild>
        <button
          type="button"
          data-testid={testId}
          title={how}
          className="inline select-text text-start underline decoration-dotted underline-offset-4"
        >
          {children}
        </button>
      </PopoverTrigger>
      <PopoverContent className="w-fit px-3 py-2">{how}</PopoverContent>
    </Popover>
  );
}
