//! Kerberos by GSSAPI (RFC 2744), from the library that the machine has, loaded when it is needed.
//!
//! So the program starts where there is none, and ticket caches, keytabs and `KRB5_CONFIG` work as
//! they do for other programs. The service asked for is `HTTP@<host>`; whether the library looks the
//! host's full name up first is decided by `dns_canonicalize_hostname` in its settings.
#![expect(unsafe_code, reason = "GSSAPI is a C library")]

use std::ffi::{c_int, c_void};
use std::ptr::{null, null_mut};
use std::sync::OnceLock;

use libloading::{Library, Symbol};

use super::Trouble;
use super::kerberos::trouble;
use crate::auth::AuthOutcome;

/// Where it is, on Linux, on other systems with MIT's or Heimdal's, and on macOS.
const LIBRARIES: [&str; 5] = [
    "libgssapi_krb5.so.2",
    "libgssapi.so.3",
    "/System/Library/Frameworks/GSS.framework/GSS",
    "libgssapi.so",
    "libgssapi_krb5.dylib",
];

/// 1.2.840.113554.1.2.2, Kerberos.
const KERBEROS: &[u8] = b"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02";
/// 1.2.840.113554.1.2.1.4, a service at a host.
const HOST_BASED_SERVICE: &[u8] = b"\x2a\x86\x48\x86\xf7\x12\x01\x02\x01\x04";
/// The part of a status that says "error" (`GSS_ERROR`).
const ERROR: u32 = 0xffff_0000;
/// What a status belongs to: the interface, or the mechanism.
const INTERFACE: c_int = 1;
const MECHANISM: c_int = 2;

/// `gss_OID_desc`. Apple packs its structures on this processor.
#[cfg_attr(all(target_os = "macos", target_arch = "x86_64"), repr(C, packed(2)))]
#[cfg_attr(not(all(target_os = "macos", target_arch = "x86_64")), repr(C))]
struct Oid {
    length: u32,
    elements: *const c_void,
}

/// `gss_buffer_desc`.
#[cfg_attr(all(target_os = "macos", target_arch = "x86_64"), repr(C, packed(2)))]
#[cfg_attr(not(all(target_os = "macos", target_arch = "x86_64")), repr(C))]
struct Buffer {
    length: usize,
    value: *mut c_void,
}

type ImportName =
    unsafe extern "C" fn(*mut u32, *const Buffer, *const Oid, *mut *mut c_void) -> u32;
type InitSecContext = unsafe extern "C" fn(
    *mut u32,
    *const c_void,
    *mut *mut c_void,
    *const c_void,
    *const Oid,
    u32,
    u32,
    *const c_void,
    *const Buffer,
    *mut *mut c_void,
    *mut Buffer,
    *mut u32,
    *mut u32,
) -> u32;
type DisplayStatus =
    unsafe extern "C" fn(*mut u32, u32, c_int, *const Oid, *mut u32, *mut Buffer) -> u32;
type ReleaseBuffer = unsafe extern "C" fn(*mut u32, *mut Buffer) -> u32;
type ReleaseName = unsafe extern "C" fn(*mut u32, *mut *mut c_void) -> u32;
type DeleteSecContext = unsafe extern "C" fn(*mut u32, *mut *mut c_void, *mut Buffer) -> u32;

/// The functions that are used. The library stays loaded, so they stay valid.
struct Functions {
    import_name: Symbol<'static, ImportName>,
    init_sec_context: Symbol<'static, InitSecContext>,
    display_status: Symbol<'static, DisplayStatus>,
    release_buffer: Symbol<'static, ReleaseBuffer>,
    release_name: Symbol<'static, ReleaseName>,
    delete_sec_context: Symbol<'static, DeleteSecContext>,
}

/// A Kerberos token for the service HTTP at a host, of the account's own ticket. Blocks: it may ask
/// a domain controller, which may be far away or dead.
pub(super) fn token(host: &str) -> Result<Vec<u8>, Trouble> {
    let Some(functions) = functions() else {
        let text = format!("none of {} can be loaded", LIBRARIES.join(", "));
        return Err(Trouble { outcome: AuthOutcome::LibraryMissing, text });
    };
    functions.token(host)
}

fn functions() -> Option<&'static Functions> {
    static LIBRARY: OnceLock<Option<Library>> = OnceLock::new();
    static FUNCTIONS: OnceLock<Option<Functions>> = OnceLock::new();
    let library = LIBRARY.get_or_init(|| {
        // SAFETY: these libraries have no initializer that relies on anything of ours.
        LIBRARIES.into_iter().find_map(|name| unsafe { Library::new(name) }.ok())
    });
    FUNCTIONS.get_or_init(|| library.as_ref().and_then(find)).as_ref()
}

fn find(library: &'static Library) -> Option<Functions> {
    // SAFETY: the names are those of RFC 2744, appendix A, and the types are its prototypes.
    unsafe {
        Some(Functions {
            import_name: library.get(b"gss_import_name\0").ok()?,
            init_sec_context: library.get(b"gss_init_sec_context\0").ok()?,
            display_status: library.get(b"gss_display_status\0").ok()?,
            release_buffer: library.get(b"gss_release_buffer\0").ok()?,
            release_name: library.get(b"gss_release_name\0").ok()?,
            delete_sec_context: library.get(b"gss_delete_sec_context\0").ok()?,
        })
    }
}

fn oid(bytes: &'static [u8]) -> Oid {
    // Both are some ten bytes long.
    Oid { length: u32::try_from(bytes.len()).unwrap_or(0), elements: bytes.as_ptr().cast() }
}

impl Functions {
    fn token(&self, host: &str) -> Result<Vec<u8>, Trouble> {
        let mut service = format!("HTTP@{host}").into_bytes();
        let text = Buffer { length: service.len(), value: service.as_mut_ptr().cast() };
        let (mut minor, mut name) = (0, null_mut());
        // SAFETY: the pointers lead to living values; the library copies the text and keeps none.
        let major = unsafe {
            (self.import_name)(
                &raw mut minor,
                &raw const text,
                &oid(HOST_BASED_SERVICE),
                &raw mut name,
            )
        };
        if major & ERROR != 0 {
            return Err(self.trouble(major, minor));
        }
        let (mut context, mut token) = (null_mut(), Buffer { length: 0, value: null_mut() });
        // SAFETY: the name is the library's own; null stands, as the interface has it, for the
        // account's default credentials, no bindings, no input and results that nobody wants.
        let major = unsafe {
            (self.init_sec_context)(
                &raw mut minor,
                null(),
                &raw mut context,
                name,
                &oid(KERBEROS),
                0,
                0,
                null(),
                null(),
                null_mut(),
                &raw mut token,
                null_mut(),
                null_mut(),
            )
        };
        let made = if major & ERROR == 0 {
            Ok(self.take(&mut token))
        } else {
            self.take(&mut token);
            Err(self.trouble(major, minor))
        };
        // SAFETY: both are the library's own or null, and are not used after this.
        unsafe {
            (self.release_name)(&raw mut minor, &raw mut name);
            (self.delete_sec_context)(&raw mut minor, &raw mut context, null_mut());
        }
        made
    }

    /// Copies what the library allocated, and gives it back.
    fn take(&self, buffer: &mut Buffer) -> Vec<u8> {
        let (length, value) = (buffer.length, buffer.value);
        if value.is_null() {
            return Vec::new();
        }
        // SAFETY: the library filled the buffer in, so that many bytes are there.
        let bytes = unsafe { std::slice::from_raw_parts(value.cast::<u8>(), length) }.to_vec();
        let mut minor = 0;
        // SAFETY: the buffer is the library's own and is not used after this.
        unsafe { (self.release_buffer)(&raw mut minor, buffer) };
        bytes
    }

    fn trouble(&self, major: u32, minor: u32) -> Trouble {
        let mechanism = self.text(minor, MECHANISM);
        let text = match (self.text(major, INTERFACE), mechanism) {
            (general, special) if special.is_empty() || minor == 0 => general,
            (_, special) => special,
        };
        trouble(major, minor, text)
    }

    /// What the library says about a status: its first message.
    fn text(&self, status: u32, kind: c_int) -> String {
        let (mut minor, mut more) = (0, 0);
        let mut message = Buffer { length: 0, value: null_mut() };
        // SAFETY: the pointers lead to living values.
        unsafe {
            (self.display_status)(
                &raw mut minor,
                status,
                kind,
                &oid(KERBEROS),
                &raw mut more,
                &raw mut message,
            );
        }
        let text = self.take(&mut message);
        // Some count the zero at the end in the length.
        String::from_utf8_lossy(&text).trim_end_matches('\0').trim().to_owned()
    }
}
