import { flag, integer, list, number, object, output, text } from "../schema/property.ts";
import { accountOrZoneResource } from "./account-or-zone.ts";

const kept = { kept: true } as const;

export const logpushJob = accountOrZoneResource("logpushJob", "logpush/jobs", {
  destinationConf: text({ required: true, secret: true }),
  ownershipChallenge: text({ secret: true, unread: true }),
  dataset: text({ kept: true, replaces: true }),
  enabled: flag({ default: false }),
  filter: text({ kept: true, unread: true }),
  frequency: text({ default: "high" }),
  kind: text({ default: "" }),
  logpullOptions: text(kept),
  maxUploadBytes: integer(kept),
  maxUploadIntervalSeconds: integer(kept),
  maxUploadRecords: integer(kept),
  name: text({ kept: true }),
  outputOptions: object({
    batchPrefix: text(kept),
    batchSuffix: text(kept),
    cve202144228: flag({ kept: true, wire: "CVE-2021-44228" }),
    fieldDelimiter: text(kept),
    fieldNames: list(text()),
    mergeSubrequests: flag(kept),
    outputType: text(kept),
    recordDelimiter: text(kept),
    recordPrefix: text(kept),
    recordSuffix: text(kept),
    recordTemplate: text(kept),
    sampleRate: number(kept),
    timestampFormat: text(kept),
  }),
  errorMessage: output(text()),
  lastComplete: output(text()),
  lastError: output(text()),
});
