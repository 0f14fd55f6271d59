"use client";
import { useTranslations } from "next-intl";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";

interface HelpSheetProps {
  open: boolean;
  setOpen: (open: boolean) => void;
}

const tips = ["speak", "interrupt", "stop", "mute", "correct", "hold"] as const;

/** Every key of the page on one small sheet; on touch screens, which have no keys, how to talk. */
export function HelpSheet({ open, setOpen }: HelpSheetProps) {
  const t = useTranslations("chat.helpSheet");
  const common = useTranslations("common");
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogContent closeLabel={common("close")}>
        <DialogTitle>
          <span className="pointer-coarse:hidden">{t("title")}</span>
          <span className="hidden pointer-coarse:inline">{t("tips.title")}</span>
        </DialogTitle>
        <Keys />
        <HowToTalk />
      </DialogContent>
    </Dialog>
  );
}

function Keys() {
  const t = useTranslations("chat.helpSheet");
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
    <div className="grid gap-4 pointer-coarse:hidden">
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
    </div>
  );
}

function HowToTalk() {
  const t = useTranslations("chat.helpSheet.tips");
  return (
    <dl className="hidden gap-3 text-sm pointer-coarse:grid">
      {tips.map((tip) => (
        <div key={tip}>
          <dt className="font-medium">{t(`${tip}.what`)}</dt>
          <dd className="text-muted-foreground">{t(`${tip}.how`)}</dd>
        </div>
      ))}
    </dl>
  );
}
