"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Textarea } from "@/components/ui/textarea";
import type { ReplaySetView } from "@/lib/replay/views";
import { FormDialog } from "../form-dialog";
import { Refused } from "../refused";
import { addCasesAction } from "./actions";
import { Field } from "./field";
import { linkedTurns } from "./history-link";
import { typedLines } from "./typed-lines";
import { useAction } from "./use-action";

/** Adds turns by their links; from the history itself they are added with one press. */
export function AddCasesDialog({ set, close }: { set: ReplaySetView; close: () => void }) {
  const t = useTranslations("replay.case");
  const all = useTranslations("replay");
  const common = useTranslations("common");
  const [text, setText] = useState("");
  const [added, setAdded] = useState("");
  const add = useAction(addCasesAction);
  const linked = typedLines(text).map(linkedTurns);
  const wrongLine = linked.indexOf(null) + 1;
  return (
    <FormDialog isTyped={text.trim() !== "" && text !== added} close={close}>
      <DialogTitle>{t("addTitle", { name: set.name })}</DialogTitle>
      <DialogDescription>{t("linksHint")}</DialogDescription>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const named = linked.flatMap((each) => each ?? []);
          add.mutate(
            {
              setId: set.id,
              turnIds: named.flatMap((each) => ("turnId" in each ? each.turnId : [])),
              sessionIds: named.flatMap((each) => ("sessionId" in each ? each.sessionId : [])),
            },
            { onSuccess: () => setAdded(text) },
          );
        }}
      >
        <Field label={t("links")}>
          {(id) => (
            <Textarea id={id} rows={5} value={text} autoFocus onChange={(event) => setText(event.target.value)} />
          )}
        </Field>
        {wrongLine > 0 && <p className="text-sm text-warning">{t("noLink", { line: wrongLine })}</p>}
        <Refused error={add.error} />
        {add.data && (
          <p role="status" className="text-sm">
            {t("added", add.data)} {add.data.leftOut > 0 && t("leftOut", add.data)}
          </p>
        )}
        <div className="flex flex-wrap items-center justify-end gap-2">
          <Link href="/history" className="mr-auto rounded-md text-primary text-sm underline-offset-4 hover:underline">
            {all("toHistory")}
          </Link>
          <Button variant="ghost" onClick={close}>
            {common("close")}
          </Button>
          <Button type="submit" disabled={linked.length === 0 || wrongLine > 0 || add.isPending}>
            {t("add")}
          </Button>
        </div>
      </form>
    </FormDialog>
  );
}
