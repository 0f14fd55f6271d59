"use client";
import { Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

/** Something that was removed, and how it comes back. */
export interface Undoable {
  text: string;
  undo: () => void;
}

/** Says what was removed for as long as it can come back by one press. Its place is always there, so that it is read out. */
export function UndoNotice({ undoable }: { undoable: Undoable | null }) {
  const t = useTranslations("common");
  return (
    <div role="status" className="sticky bottom-4 z-20 mt-4 flex justify-center">
      {undoable && (
        <p className="flex items-center gap-3 rounded-md border bg-popover py-1.5 pr-1.5 pl-4 text-sm shadow-lg">
          <span className="wrap-anywhere min-w-0">{undoable.text}</span>
          <Button variant="ghost" size="sm" className="pointer-coarse:h-11" onClick={undoable.undo}>
            <Undo2 aria-hidden />
            {t("undo")}
          </Button>
        </p>
      )}
    </div>
  );
}
