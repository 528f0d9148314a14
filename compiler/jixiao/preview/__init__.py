"""The live page: the documents that `watch` builds, shown in a browser while people type.

Sits on `watch` and only adds views: the loop builds on the main thread, a small web server answers in a thread of its own.
The only room that knows the web server.
"""
