//! The account that runs us, by SSPI: no secret comes into our hands.
//!
//! A person's account is the one that is logged on. Run as `LocalSystem` or `NetworkService` it is the
//! computer's. Windows chooses between Kerberos and NTLM by itself inside `Negotiate`.
#![expect(unsafe_code, reason = "SSPI is a C interface")]

use std::ffi::c_void;
use std::ptr::{null, null_mut};

use windows_sys::Win32::Foundation::{
    SEC_E_CONTEXT_EXPIRED, SEC_E_LOGON_DENIED, SEC_E_NO_AUTHENTICATING_AUTHORITY,
    SEC_E_NO_CREDENTIALS, SEC_E_NO_KERB_KEY, SEC_E_SECPKG_NOT_FOUND, SEC_E_TARGET_UNKNOWN,
    SEC_E_TIME_SKEW, SEC_E_UNKNOWN_CREDENTIALS, SEC_E_WRONG_PRINCIPAL, SEC_I_COMPLETE_AND_CONTINUE,
    SEC_I_COMPLETE_NEEDED,
};
use windows_sys::Win32::Security::Authentication::Identity::{
    AcquireCredentialsHandleW, CompleteAuthToken, DeleteSecurityContext, FreeContextBuffer,
    FreeCredentialsHandle, ISC_REQ_ALLOCATE_MEMORY, ISC_REQ_CONNECTION, InitializeSecurityContextW,
    SECBUFFER_TOKEN, SECBUFFER_VERSION, SECPKG_CRED_OUTBOUND, SECURITY_NATIVE_DREP, SecBuffer,
    SecBufferDesc,
};
use windows_sys::Win32::Security::Credentials::SecHandle;

use super::Trouble;
use crate::auth::AuthOutcome;

/// The account's side of one conversation.
pub(in super::super) struct OwnAccount {
    package: Vec<u16>,
    credentials: Option<SecHandle>,
    context: Option<SecHandle>,
    service: Vec<u16>,
}

impl OwnAccount {
    /// True when the account can speak NTLM without a password.
    pub(in super::super) const SPEAKS_NTLM: bool = true;

    /// The account's side of a conversation with the proxy of that name, in `Negotiate` or `NTLM`.
    pub(in super::super) fn new(scheme: &str, host: &str) -> Self {
        let service = wide(&format!("HTTP/{host}"));
        Self { package: wide(scheme), credentials: None, context: None, service }
    }

    /// The handle of the account that runs us.
    fn credentials(&mut self) -> Result<SecHandle, Trouble> {
        if let Some(known) = self.credentials {
            return Ok(known);
        }
        let mut credentials = SecHandle::default();
        // SAFETY: the package is a text with a zero at its end; null stands for the account that
        // runs us, and for a key function and an end of validity that nobody wants.
        let code = unsafe {
            AcquireCredentialsHandleW(
                null(),
                self.package.as_ptr(),
                SECPKG_CRED_OUTBOUND,
                null(),
                null(),
                None,
                null(),
                &raw mut credentials,
                null_mut(),
            )
        };
        if code < 0 {
            return Err(trouble(code));
        }
        self.credentials = Some(credentials);
        Ok(credentials)
    }

    /// The next message, after the proxy's, if it sent one. May wait for a domain controller.
    pub(in super::super) fn next(&mut self, challenge: Option<&[u8]>) -> Result<Vec<u8>, Trouble> {
        let credentials = self.credentials()?;
        let mut received = challenge.unwrap_or_default().to_vec();
        let mut input = SecBuffer {
            cbBuffer: u32::try_from(received.len()).unwrap_or(0),
            BufferType: SECBUFFER_TOKEN,
            pvBuffer: received.as_mut_ptr().cast(),
        };
        let input = list(&mut input);
        let mut token =
            SecBuffer { cbBuffer: 0, BufferType: SECBUFFER_TOKEN, pvBuffer: null_mut() };
        let mut output = list(&mut token);
        let mut made = SecHandle::default();
        let before = self.context.as_ref().map_or(null(), |context| &raw const *context);
        let (mut attributes, mut until) = (0, 0);
        // SAFETY: every pointer leads to a value that lives until the call returns; the first call
        // of a conversation has neither context nor input.
        let code = unsafe {
            InitializeSecurityContextW(
                &raw const credentials,
                before,
                self.service.as_ptr(),
                ISC_REQ_ALLOCATE_MEMORY | ISC_REQ_CONNECTION,
                0,
                SECURITY_NATIVE_DREP,
                if challenge.is_some() { &raw const input } else { null() },
                0,
                &raw mut made,
                &raw mut output,
                &raw mut attributes,
                &raw mut until,
            )
        };
        if code < 0 {
            return Err(trouble(code));
        }
        if matches!(code, SEC_I_COMPLETE_NEEDED | SEC_I_COMPLETE_AND_CONTINUE) {
            // SAFETY: the context and the list are those of the call above.
            unsafe { CompleteAuthToken(&raw const made, &raw const output) };
        }
        self.context = Some(made);
        Ok(take(&token))
    }
}

impl Drop for OwnAccount {
    fn drop(&mut self) {
        // SAFETY: both handles were made by SSPI and are not used after this.
        unsafe {
            if let Some(context) = &self.context {
                DeleteSecurityContext(&raw const *context);
            }
            if let Some(credentials) = &self.credentials {
                FreeCredentialsHandle(&raw const *credentials);
            }
        }
    }
}

fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

fn list(buffer: &mut SecBuffer) -> SecBufferDesc {
    SecBufferDesc { ulVersion: SECBUFFER_VERSION, cBuffers: 1, pBuffers: buffer }
}

/// Copies what Windows allocated, and gives it back.
fn take(buffer: &SecBuffer) -> Vec<u8> {
    if buffer.pvBuffer.is_null() {
        return Vec::new();
    }
    let length = usize::try_from(buffer.cbBuffer).unwrap_or(0);
    // SAFETY: Windows filled the buffer in, so that many bytes are there, and it is freed once.
    unsafe {
        let bytes = std::slice::from_raw_parts(buffer.pvBuffer.cast::<u8>(), length).to_vec();
        FreeContextBuffer(buffer.pvBuffer.cast::<c_void>());
        bytes
    }
}

/// Names the trouble behind a code of SSPI.
fn trouble(code: i32) -> Trouble {
    let text = format!("SSPI says {:#010x}", code.cast_unsigned());
    let outcome = match code {
        SEC_E_NO_CREDENTIALS | SEC_E_UNKNOWN_CREDENTIALS | SEC_E_NO_KERB_KEY => {
            AuthOutcome::NoTicket
        }
        SEC_E_CONTEXT_EXPIRED => AuthOutcome::TicketExpired,
        SEC_E_TIME_SKEW => AuthOutcome::ClockSkew,
        SEC_E_TARGET_UNKNOWN | SEC_E_WRONG_PRINCIPAL => AuthOutcome::ServiceUnknown,
        SEC_E_NO_AUTHENTICATING_AUTHORITY => AuthOutcome::RealmUnknown,
        SEC_E_SECPKG_NOT_FOUND => AuthOutcome::LibraryMissing,
        SEC_E_LOGON_DENIED => AuthOutcome::Rejected,
        _ => AuthOutcome::Failed(text.clone()),
    };
    Trouble { outcome, text }
}
