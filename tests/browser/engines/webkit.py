"""Loads pages in WebKitGTK without a driver, for what its driver cannot do: print, and report the messages of pages.

Usage: webkit.py < LIST

Each line of LIST is an address, and after a tab the file for a PDF of that page on A4, if there is one. Messages of pages
to the console, among them errors of scripts, are written to the standard error.
"""

import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2

# Only the site can be reached: nothing listens on the port of the proxy.
proxy = WebKit2.NetworkProxySettings.new("http://127.0.0.1:9", ["127.0.0.1"])
manager = WebKit2.WebContext.get_default().get_website_data_manager()
manager.set_network_proxy_settings(WebKit2.NetworkProxyMode.CUSTOM, proxy)

view = WebKit2.WebView()
view.get_settings().set_enable_write_console_messages_to_stdout(True)
window = Gtk.OffscreenWindow(default_width=375, default_height=812)
window.add(view)
window.show_all()
lines = iter(sys.stdin.read().splitlines())
operations = []
pdf = None


def following(*_):
    global pdf
    line = next(lines, None)
    if line is None:
        Gtk.main_quit()
        return
    address, _, pdf = line.partition("\t")
    view.load_uri(address)


def changed(_, event):
    if event == WebKit2.LoadEvent.FINISHED:
        # Messages of scripts that run after the page has been loaded arrive meanwhile.
        GLib.timeout_add(100, loaded)


def loaded():
    if pdf:
        settings = Gtk.PrintSettings()
        settings.set_printer("Print to File")
        settings.set(Gtk.PRINT_SETTINGS_OUTPUT_URI, GLib.filename_to_uri(pdf))
        settings.set(Gtk.PRINT_SETTINGS_OUTPUT_FILE_FORMAT, "pdf")
        setup = Gtk.PageSetup()
        setup.set_paper_size(Gtk.PaperSize.new(Gtk.PAPER_NAME_A4))
        operation = WebKit2.PrintOperation(web_view=view, print_settings=settings, page_setup=setup)
        operation.connect("finished", following)
        operation.connect("failed", lambda _, error: sys.exit(error.message))
        operation.print_()
        operations.append(operation)
    else:
        following()
    return GLib.SOURCE_REMOVE


view.connect("load-changed", changed)
view.connect("load-failed", lambda _view, _event, address, error: sys.exit(f"{address}: {error.message}"))
following()
Gtk.main()
