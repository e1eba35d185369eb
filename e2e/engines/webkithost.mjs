import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Gtk from 'gi://Gtk?version=3.0';
import WebKit2 from 'gi://WebKit2?version=4.1';

// A browser with one WebKitGTK page and a profile that it keeps, run by GJS (https://gjs.guide). WebKit's own driver
// gives every session a profile in memory, which cannot outlive a kill.
// Takes lines of JSON, { id, open } or { id, script }, and answers each with { id, value } or { id, error }.


const [profileDir] = ARGV;

Gtk.init(null);
const data = new WebKit2.WebsiteDataManager({ base_data_directory: `${profileDir}/data`, base_cache_directory: `${profileDir}/cache` });
data.get_cookie_manager().set_persistent_storage(`${profileDir}/cookies.sqlite`, WebKit2.CookiePersistentStorage.SQLITE);
const settings = new WebKit2.Settings({ enable_media_stream: true, enable_mock_capture_devices: true });
const view = new WebKit2.WebView({ web_context: new WebKit2.WebContext({ website_data_manager: data }), settings });

const say = (message) => print(JSON.stringify(message));
/** The command that waits for a page to load. */
let loading = null;
const loaded = (answer) => {
  if (loading !== null) say({ id: loading, ...answer });
  loading = null;
};

view.connect('permission-request', (_, request) => {
  request.allow();
  return true;
});
view.connect('script-dialog', (_, dialog) => {
  dialog.confirm_set_confirmed(true); // Leave while recording: yes.
  return true;
});
view.connect('load-failed', (_, _event, _uri, error) => {
  loaded({ error: error.message });
  return true;
});
view.connect('load-changed', (_, event) => {
  if (event === WebKit2.LoadEvent.FINISHED) loaded({ value: '' });
});

function handle({ id, open, script }) {
  if (open !== undefined) {
    loading = id;
    return view.load_uri(open);
  }
  view.call_async_javascript_function(script, -1, null, null, null, null, (_, result) => {
    try {
      say({ id, value: view.call_async_javascript_function_finish(result).to_string() });
    } catch (error) {
      say({ id, error: error.message });
    }
  });
}

const loop = new GLib.MainLoop(null, false);
const input = new Gio.DataInputStream({ base_stream: new Gio.UnixInputStream({ fd: 0 }) });
function next() {
  input.read_line_async(GLib.PRIORITY_DEFAULT, null, (_, result) => {
    const [line] = input.read_line_finish_utf8(result);
    if (line === null) return loop.quit(); // Whoever drives it has gone.
    handle(JSON.parse(line));
    next();
  });
}

const window = new Gtk.Window({ default_width: 390, default_height: 844 });
window.add(view);
window.show_all();
say({ id: 0, value: [WebKit2.get_major_version(), WebKit2.get_minor_version(), WebKit2.get_micro_version()].join('.') });
next();
loop.run();
