/**
 * A Pulumi language host for Node.js programs, for machines where the official
 * `pulumi-language-nodejs` cannot be had. The engine starts it with its own address as the last
 * argument and reads the port from the first line of stdout.
 */
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import { exitWithEngine } from "./exit-with-engine.ts";
import { languageService } from "./language-service.ts";

/** The engine's own limit: config and stack references can be large. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

const server = new Server({ "grpc.max_receive_message_length": MAX_MESSAGE_BYTES });
const service = languageService({ engineAddress: process.argv.at(-1) ?? "" });
server.addService(LanguageRuntimeService, service.handlers);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});
exitWithEngine({ graceMs: 0, onExit: service.stop });
