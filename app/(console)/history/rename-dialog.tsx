"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import type { ConversationView } from "@/lib/conversations";
import { FormDialog } from "../form-dialog";
import { Refused } from "../refused";
import { renameConversationAction } from "./actions";
import { useReview } from "./use-review";

/** Gives a conversation a name, or takes it away again. */
export function RenameDialog({ conversation, close }: { conversation: ConversationView; close: () => void }) {
  const t = useTranslations("history.rename");
  const common = useTranslations("common");
  const [title, setTitle] = useState(conversation.title ?? "");
  const rename = useReview(conversation.id, renameConversationAction);
  return (
    <FormDialog isTyped={title !== (conversation.title ?? "")} close={close}>
      <DialogTitle>{t("title")}</DialogTitle>
      <DialogDescription>{t("body")}</DialogDescription>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate({ sessionId: conversation.id, title: title.trim() || null }, { onSuccess: close });
        }}
      >
        <Input
          aria-label={t("label")}
          value={title}
          maxLength={100}
          onChange={(event) => setTitle(event.target.value)}
        />
        <Refused error={rename.error} />
        <div className="flex justify-end gap-2">
          <Button variant="ghost" onClick={close}>
            {common("cancel")}
          </Button>
          <Button type="submit" disabled={rename.isPending}>
            {t("save")}
          </Button>
        </div>
      </form>
    </FormDialog>
  );
}
