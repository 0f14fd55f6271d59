"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ActionAnswer, actionValue } from "@/app/action-answer";
import { useLoginEnd } from "../use-login-end";

/** An act on what the house decides; the page is rendered again with what holds after it. */
export function useHouseAct<Input, Value>(act: (input: Input) => Promise<ActionAnswer<Value>>) {
  const router = useRouter();
  const mutation = useMutation({
    mutationFn: (input: Input) => actionValue(act(input)),
    onSettled: () => router.refresh(),
  });
  useLoginEnd(mutation.error);
  return mutation;
}
