import type { Hono } from "hono";
import { defined } from "../../defined.ts";
import {
  createUsergroup,
  findUsergroup,
  setDisabled,
  setUsers,
  updateUsergroup,
} from "../model/usergroups.ts";
import type { SlackState } from "../state.ts";
import { usergroup } from "../wire/usergroups.ts";
import { type Method, registerMethods } from "./methods.ts";
import type { Parameters } from "./parameters.ts";

export function usergroupRoutes(app: Hono, state: SlackState): void {
  registerMethods(app, state, methods);
}

const methods: Readonly<Record<string, Method>> = {
  "usergroups.create": (state, parameters) => {
    const name = parameters.required("name");
    return {
      usergroup: usergroup(createUsergroup(state, { ...inputOf(parameters), name }), true),
    };
  },

  "usergroups.list": (state, parameters) => {
    const groups = state.usergroups.filter(
      ({ isDisabled }) => !isDisabled || parameters.flag("include_disabled"),
    );
    const withUsers = parameters.flag("include_users");
    return { usergroups: groups.map((each) => usergroup(each, withUsers)) };
  },

  "usergroups.update": (state, parameters) => {
    const updated = updateUsergroup(state, groupOf(state, parameters), inputOf(parameters));
    return { usergroup: usergroup(updated, true) };
  },

  "usergroups.enable": (state, parameters) => ({
    usergroup: usergroup(setDisabled(state, groupOf(state, parameters), false), true),
  }),

  "usergroups.disable": (state, parameters) => ({
    usergroup: usergroup(setDisabled(state, groupOf(state, parameters), true), true),
  }),

  "usergroups.users.list": (state, parameters) => ({ users: groupOf(state, parameters).users }),

  "usergroups.users.update": (state, parameters) => {
    const users = parameters.list("users");
    return { usergroup: usergroup(setUsers(state, groupOf(state, parameters), users), true) };
  },
};

function groupOf(state: SlackState, parameters: Parameters) {
  return findUsergroup(state, parameters.required("usergroup"));
}

function inputOf(parameters: Parameters) {
  return defined({
    name: parameters.text("name"),
    handle: parameters.text("handle"),
    description: parameters.text("description"),
    channels: parameters.has("channels") ? parameters.list("channels") : undefined,
  });
}
