import type * as pulumi from "@pulumi/pulumi";

/** Arguments of a channel. @see https://api.slack.com/methods/conversations.create */
export interface ConversationArgs {
  /** What destroying the resource does to the channel: `archive` (default) or `none`. */
  actionOnDestroy?: pulumi.Input<string>;
  /** What happens to members taken off `permanentMembers`: `kick` (default) or `none`. */
  actionOnUpdatePermanentMembers?: pulumi.Input<string>;
  /** Take over a channel of this name instead of failing with `name_taken`; not an archived one. */
  adoptExistingChannel?: pulumi.Input<boolean>;
  isArchived?: pulumi.Input<boolean>;
  /** Fixed at creation: a later change is ignored by the plugin. */
  isPrivate: pulumi.Input<boolean>;
  /** Without `#`. Left out, the engine appends a random suffix to the logical name. */
  name?: pulumi.Input<string>;
  /** User ids that are members for as long as the resource exists. */
  permanentMembers?: pulumi.Input<pulumi.Input<string>[]>;
  purpose?: pulumi.Input<string>;
  topic?: pulumi.Input<string>;
}

export interface ConversationState extends Partial<ConversationArgs> {
  created?: pulumi.Input<number>;
  creator?: pulumi.Input<string>;
  isExtShared?: pulumi.Input<boolean>;
  isGeneral?: pulumi.Input<boolean>;
  isOrgShared?: pulumi.Input<boolean>;
  isShared?: pulumi.Input<boolean>;
}

/** A Slack channel. Its id is the channel's id (`C…`). */
export declare class Conversation extends pulumi.CustomResource {
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: ConversationState,
    opts?: pulumi.CustomResourceOptions,
  ): Conversation;
  static isInstance(value: unknown): value is Conversation;
  constructor(name: string, args: ConversationArgs, opts?: pulumi.CustomResourceOptions);
  readonly actionOnDestroy: pulumi.Output<string | undefined>;
  readonly actionOnUpdatePermanentMembers: pulumi.Output<string | undefined>;
  readonly adoptExistingChannel: pulumi.Output<boolean | undefined>;
  /** Unix time in seconds. */
  readonly created: pulumi.Output<number>;
  readonly creator: pulumi.Output<string>;
  readonly isArchived: pulumi.Output<boolean | undefined>;
  readonly isExtShared: pulumi.Output<boolean>;
  readonly isGeneral: pulumi.Output<boolean>;
  readonly isOrgShared: pulumi.Output<boolean>;
  readonly isPrivate: pulumi.Output<boolean>;
  readonly isShared: pulumi.Output<boolean>;
  readonly name: pulumi.Output<string>;
  readonly permanentMembers: pulumi.Output<string[] | undefined>;
  readonly purpose: pulumi.Output<string | undefined>;
  readonly topic: pulumi.Output<string | undefined>;
}

/** Arguments of a user group. @see https://api.slack.com/methods/usergroups.create */
export interface UsergroupArgs {
  /** Ids of the channels new members are invited to. */
  channels?: pulumi.Input<pulumi.Input<string>[]>;
  description?: pulumi.Input<string>;
  /** What people type after `@`. */
  handle?: pulumi.Input<string>;
  name?: pulumi.Input<string>;
  /** User ids. */
  users?: pulumi.Input<pulumi.Input<string>[]>;
}

export type UsergroupState = UsergroupArgs;

/** A Slack user group. Its id is the group's id (`S…`); deleting it disables the group. */
export declare class Usergroup extends pulumi.CustomResource {
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: UsergroupState,
    opts?: pulumi.CustomResourceOptions,
  ): Usergroup;
  static isInstance(value: unknown): value is Usergroup;
  constructor(name: string, args?: UsergroupArgs, opts?: pulumi.CustomResourceOptions);
  readonly channels: pulumi.Output<string[] | undefined>;
  readonly description: pulumi.Output<string | undefined>;
  readonly handle: pulumi.Output<string | undefined>;
  readonly name: pulumi.Output<string>;
  readonly users: pulumi.Output<string[] | undefined>;
}

export interface GetConversationArgs {
  channelId?: string;
  isPrivate?: boolean;
  name?: string;
}

export interface GetConversationResult {
  readonly channelId?: string;
  readonly created: number;
  readonly creator: string;
  readonly id: string;
  readonly isArchived: boolean;
  readonly isExtShared: boolean;
  readonly isGeneral: boolean;
  readonly isOrgShared: boolean;
  readonly isPrivate?: boolean;
  readonly isShared: boolean;
  readonly name?: string;
  readonly purpose: string;
  readonly topic: string;
}

/** Looks up a user by e-mail address or by name: one of the two. */
export interface GetUserArgs {
  email?: string;
  name?: string;
}

export interface GetUserResult {
  readonly email?: string;
  readonly id: string;
  readonly name?: string;
}

export interface GetUsergroupArgs {
  name?: string;
  usergroupId?: string;
}

export interface GetUsergroupResult {
  readonly channels: string[];
  readonly description: string;
  readonly handle: string;
  readonly id: string;
  readonly name?: string;
  readonly usergroupId?: string;
  readonly users: string[];
}

/** The arguments of the `…Output` form of a function: each may be an output. */
type Inputs<Args> = { [Key in keyof Args]: pulumi.Input<Args[Key]> };

export declare function getConversation(
  args: GetConversationArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetConversationResult>;
export declare function getConversationOutput(
  args: Inputs<GetConversationArgs>,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetConversationResult>;
export declare function getUser(
  args: GetUserArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetUserResult>;
export declare function getUserOutput(
  args: Inputs<GetUserArgs>,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetUserResult>;
export declare function getUsergroup(
  args: GetUsergroupArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetUsergroupResult>;
export declare function getUsergroupOutput(
  args: Inputs<GetUsergroupArgs>,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetUsergroupResult>;
