import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { onTestFinished } from "vitest";
import {
  isObject,
  type PropertyObject,
  type PropertyValue,
  Secret,
  unknown as unknownValue,
} from "../../../../local/plugins/grpc/property-value.ts";
import type { PluginName } from "../../../../local/plugins/resource.ts";
import {
  type Plugins,
  type PluginsOptions,
  startPlugins,
} from "../../../../local/plugins/start-plugins.ts";

/** What a plan would do: changed paths with their kinds, and what makes it a replacement. */
export interface Difference {
  changes: Record<string, string>;
  replaces: string[];
  deletesFirst: boolean;
}

/** One connection to a provider, as the engine has it. */
export class Engine {
  readonly #client: ResourceProviderClient;

  constructor(port: number) {
    this.#client = new ResourceProviderClient(
      `127.0.0.1:${port}`,
      credentials.createInsecure(),
      // A connection of its own, as the engine opens one for each provider resource.
      { "grpc.use_local_subchannel_pool": 1 },
    );
  }

  async configure(config: PropertyObject = {}): Promise<void> {
    await this.#call("handshake", new provider.ProviderHandshakeRequest());
    await this.#call("configure", new provider.ConfigureRequest().setArgs(toStruct(config)));
  }

  async check(type: string, news: PropertyObject, olds: PropertyObject = {}, name = "it") {
    const request = new provider.CheckRequest()
      .setUrn(urn(type, name))
      .setOlds(toStruct(olds))
      .setNews(toStruct(news));
    const response = await this.#call<provider.CheckResponse>("check", request);
    return {
      inputs: toProperties(response.getInputs()),
      failures: response.getFailuresList().map((failure) => failure.getReason()),
    };
  }

  async diff(
    type: string,
    outputs: PropertyObject,
    news: PropertyObject,
    ignoreChanges: string[] = [],
  ): Promise<Difference> {
    const request = new provider.DiffRequest()
      .setId("id")
      .setUrn(urn(type))
      .setOlds(toStruct(outputs))
      .setNews(toStruct(news))
      .setIgnorechangesList(ignoreChanges);
    const response = await this.#call<provider.DiffResponse>("diff", request);
    const kinds = Object.entries(provider.PropertyDiff.Kind);
    return {
      changes: Object.fromEntries(
        [...response.getDetaileddiffMap().entries()].map(([path, diff]) => [
          path,
          kinds.find(([, kind]) => kind === diff.getKind())?.[0].toLowerCase() ?? "",
        ]),
      ),
      replaces: response.getReplacesList(),
      deletesFirst: response.getDeletebeforereplace(),
    };
  }

  async create(type: string, inputs: PropertyObject, isPreview = false) {
    const request = new provider.CreateRequest()
      .setUrn(urn(type))
      .setProperties(toStruct(inputs))
      .setPreview(isPreview);
    const response = await this.#call<provider.CreateResponse>("create", request);
    return { id: response.getId(), outputs: toProperties(response.getProperties()) };
  }

  async update(type: string, id: string, outputs: PropertyObject, news: PropertyObject) {
    const request = new provider.UpdateRequest()
      .setId(id)
      .setUrn(urn(type))
      .setOlds(toStruct(outputs))
      .setNews(toStruct(news));
    const response = await this.#call<provider.UpdateResponse>("update", request);
    return toProperties(response.getProperties());
  }

  /** Without state and inputs it is what an import asks. */
  async read(type: string, id: string, outputs: PropertyObject = {}, inputs?: PropertyObject) {
    const request = new provider.ReadRequest()
      .setId(id)
      .setUrn(urn(type))
      .setProperties(toStruct(outputs));
    if (inputs !== undefined) request.setInputs(toStruct(inputs));
    const response = await this.#call<provider.ReadResponse>("read", request);
    return {
      id: response.getId(),
      outputs: toProperties(response.getProperties()),
      inputs: toProperties(response.getInputs()),
    };
  }

  async delete(type: string, id: string, outputs: PropertyObject): Promise<void> {
    const request = new provider.DeleteRequest()
      .setId(id)
      .setUrn(urn(type))
      .setProperties(toStruct(outputs));
    await this.#call("delete", request);
  }

  async invoke(token: string, args: PropertyObject): Promise<PropertyObject> {
    const request = new provider.InvokeRequest().setTok(token).setArgs(toStruct(args));
    const response = await this.#call<provider.InvokeResponse>("invoke", request);
    const failures = response.getFailuresList().map((failure) => failure.getReason());
    if (failures.length > 0) throw new Error(failures.join("\n"));
    return toProperties(response.getReturn());
  }

  async schema(): Promise<{ resources: Record<string, unknown> }> {
    const request = new provider.GetSchemaRequest();
    const response = await this.#call<provider.GetSchemaResponse>("getSchema", request);
    return JSON.parse(response.getSchema());
  }

  async cancel(): Promise<void> {
    await this.#call("cancel", new empty.Empty());
  }

  close(): void {
    this.#client.close();
  }

  #call<Response>(method: string, request: unknown): Promise<Response> {
    type Method = (
      request: unknown,
      done: (error: ServiceError | null, response: Response) => void,
    ) => void;
    const client = this.#client as unknown as Record<string, Method>;
    return new Promise((resolve, reject) => {
      client[method]?.(request, (error, response) => {
        if (error) reject(Object.assign(new Error(error.details), { metadata: error.metadata }));
        else resolve(response);
      });
    });
  }
}

function urn(type: string, name = "it"): string {
  return `urn:pulumi:dev::test::${type}::${name}`;
}

export interface Rig {
  plugins: Plugins;
  /** A configured connection to one of the providers. */
  connect(name: PluginName, config?: PropertyObject): Promise<Engine>;
}

/** Providers in front of an API, closed when the calling test has finished. */
export async function usePlugins(
  apiOrigin: string,
  options: Pick<PluginsOptions, "workingDirectory" | "memory"> = {},
): Promise<Rig> {
  const plugins = await startPlugins({
    apiOrigin,
    token: "local-test",
    owner: "acme",
    ...options,
  });
  const engines: Engine[] = [];
  onTestFinished(async () => {
    for (const engine of engines) engine.close();
    await plugins.close();
  });
  return {
    plugins,
    async connect(name, config = {}) {
      const engine = new Engine(plugins.ports[name]);
      engines.push(engine);
      await engine.configure(config);
      return engine;
    },
  };
}

/** The engine's own encoding, by the generated classes: ours has to understand it. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function toStruct(object: PropertyObject): struct.Struct {
  return struct.Struct.fromJavaScript(encode(object) as Record<string, never>);
}

function encode(value: PropertyValue): unknown {
  if (value === unknownValue) return UNKNOWN;
  if (value instanceof Secret) return { [SIGNATURE]: SECRET, value: encode(value.value) };
  if (Array.isArray(value)) return value.map(encode);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item)]));
}

function toProperties(message: struct.Struct | undefined): PropertyObject {
  return (message === undefined ? {} : decode(message.toJavaScript())) as PropertyObject;
}

function decode(value: unknown): PropertyValue {
  if (value === UNKNOWN) return unknownValue;
  if (Array.isArray(value)) return value.map(decode);
  if (!isObject(value)) return value as PropertyValue;
  const object = value as Record<string, unknown>;
  if (object[SIGNATURE] === SECRET) return new Secret(decode(object.value));
  return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, decode(item)]));
}
