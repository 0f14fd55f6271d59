"use client";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Label } from "@/components/ui/label";
import { Switch } from "@/components/ui/switch";
import { Refused } from "../refused";

interface LogOutDialogProps {
  /** Who is logged out; null: oneself, everywhere else. */
  name: string | null;
  isBusy: boolean;
  error: unknown;
  logOut: (tokensToo: boolean) => void;
  close: () => void;
}

/** Says what ends, and asks about the API tokens. */
export function LogOutDialog({ name, isBusy, error, logOut, close }: LogOutDialogProps) {
  const t = useTranslations("account.logins");
  const common = useTranslations("common");
  const id = useId();
  const [tokensToo, setTokensToo] = useState(false);
  const isOwn = name === null;
  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      <DialogContent closeLabel={common("close")}>
        <DialogTitle>{isOwn ? t("endOthersTitle") : t("endAllTitle", { name })}</DialogTitle>
        <DialogDescription>{isOwn ? t("endOthersBody") : t("endAllBody")}</DialogDescription>
        <div className="flex items-center gap-3">
          <Switch id={id} checked={tokensToo} onCheckedChange={setTokensToo} />
          <Label htmlFor={id} className="font-normal">
            {t("tokensToo")}
          </Label>
        </div>
        <Refused error={error} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="ghost" onClick={close}>
            {common("cancel")}
          </Button>
          <Button variant="danger" disabled={isBusy} onClick={() => logOut(tokensToo)}>
            {isOwn ? t("endOthers") : t("endAll")}
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}
