export { Conversation } from "./conversation.js";
export {
  getConversation,
  getConversationOutput,
  getUser,
  getUsergroup,
  getUsergroupOutput,
  getUserOutput,
} from "./functions.js";
export { Usergroup } from "./usergroup.js";
