/* SPDX-License-Identifier: MIT */
/* The functions of net over recordings alone: what --replay and --demo ask instead of the network.  libcurl
 * is not opened, nothing waits, no token is fetched.
 *
 * A request is looked for in the recordings below FOLDER/SOURCE first (net_request.source: "ups"), when there
 * is such a folder, and then in all below FOLDER.  So one carrier's answer costs that carrier's files, and a
 * damaged recording is told when its folder is read.
 *
 * LIFE  Answers must be given back before the replay is destroyed: they are views of the recordings. */
#ifndef REPLAY_REPLAY_H
#define REPLAY_REPLAY_H
#include "../net/net.h"

/* create() takes replay_folder and clock of its options; verify_push() is not part of it: NULL. */
const net_part *replay_functions(void);
#endif
