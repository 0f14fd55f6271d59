"use client";
import { useTranslations } from "next-intl";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";

interface HelpSheetProps {
  open: boolean;
  setOpen: (open: boolean) => void;
}

/** Every key of the page on one small sheet. */
export function HelpSheet({ open, setOpen }: HelpSheetProps) {
  const t = useTranslations("chat.helpSheet");
  const common = useTranslations("common");
  const keys = [
    [t("space"), t("talk")],
    ["M", t("mute")],
    ["S", t("speech")],
    ["Esc", t("stop")],
    ["/", t("type")],
    ["Enter", t("send")],
    ["Shift + Enter", t("newLine")],
    ["?", t("help")],
  ] as const;
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogContent closeLabel={common("close")}>
        <DialogTitle>{t("title")}</DialogTitle>
        <DialogDescription>{t("description")}</DialogDescription>
        <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2 text-sm">
          {keys.map(([key, meaning]) => (
            <div key={key} className="contents">
              <dt>
                <kbd className="inline-block min-w-8 rounded-md border bg-muted px-2 py-0.5 text-center font-sans text-xs">
                  {key}
                </kbd>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <p className="text-muted-foreground text-sm">{t("correct")}</p>
      </DialogContent>
    </Dialog>
  );
}
