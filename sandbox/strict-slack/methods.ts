import type { Method } from './method.ts';
import { appsConnectionsOpen } from './methods/apps-connections-open.ts';
import { chatDelete, chatPostEphemeral, chatPostMessage, chatUpdate } from './methods/chat.ts';
import {
  conversationsInfo,
  conversationsJoin,
  conversationsList,
  conversationsMembers,
  conversationsOpen,
  usersConversations,
} from './methods/conversations.ts';
import { filesCompleteUploadExternal, filesInfo } from './methods/files.ts';
import { conversationsHistory, conversationsReplies } from './methods/history.ts';
import { usergroupsList, usergroupsUsersList } from './methods/usergroups.ts';
import { usersInfo, usersList, usersLookupByEmail } from './methods/users.ts';
import { viewsOpen, viewsPublish, viewsPush, viewsUpdate } from './methods/views.ts';

/** Methods that the local Slack lacks, or answers otherwise than Slack. All others go to it as they are. */
export const methods: Readonly<Record<string, Method>> = {
  'apps.connections.open': appsConnectionsOpen,
  'chat.delete': chatDelete,
  'chat.postEphemeral': chatPostEphemeral,
  'chat.postMessage': chatPostMessage,
  'chat.update': chatUpdate,
  'conversations.history': conversationsHistory,
  'conversations.info': conversationsInfo,
  'conversations.join': conversationsJoin,
  'conversations.list': conversationsList,
  'conversations.members': conversationsMembers,
  'conversations.open': conversationsOpen,
  'conversations.replies': conversationsReplies,
  'files.completeUploadExternal': filesCompleteUploadExternal,
  'files.info': filesInfo,
  'usergroups.list': usergroupsList,
  'usergroups.users.list': usergroupsUsersList,
  'users.conversations': usersConversations,
  'users.info': usersInfo,
  'users.list': usersList,
  'users.lookupByEmail': usersLookupByEmail,
  'views.open': viewsOpen,
  'views.publish': viewsPublish,
  'views.push': viewsPush,
  'views.update': viewsUpdate,
};
