//! The TCP ports of services: those of the file, and those that every `FortiGate` has.
//!
//! <https://docs.fortinet.com/document/fortigate/7.4.0/cli-reference/84566/fortios-cli-reference>
//! (`config firewall service custom`),
//! <https://help.fortinet.com/fos50hlp/54/Content/FortiOS/fortigate-firewall-52/Firewall%20Objects/Services%20and%20TCP%20ports.htm>

use std::collections::BTreeMap;

use super::tables::{Row, Table, Word};
use crate::allowlist::Ports;

/// How deep groups may stand in one another.
const DEEPEST: usize = 16;

/// The services of a configuration.
pub(super) struct Services<'a> {
    own: BTreeMap<&'a str, &'a Row>,
    groups: BTreeMap<&'a str, &'a [Word]>,
}

/// TCP ports of the services that are there without being configured; none of those that are about
/// UDP and other protocols.
const PREDEFINED: &[(&str, &[(u16, u16)])] = &[
    ("ALL", &[(0, u16::MAX)]),
    ("ALL_TCP", &[(1, u16::MAX)]),
    ("ALL_UDP", &[]),
    ("ALL_ICMP", &[]),
    ("ALL_ICMP6", &[]),
    ("AFS3", &[(7000, 7009)]),
    ("AH", &[]),
    ("AOL", &[(5190, 5194)]),
    ("BGP", &[(179, 179)]),
    ("CVSPSERVER", &[(2401, 2401)]),
    ("DCE-RPC", &[(135, 135)]),
    ("DHCP", &[]),
    ("DHCP6", &[]),
    ("DNS", &[(53, 53)]),
    ("ESP", &[]),
    ("FINGER", &[(79, 79)]),
    ("FTP", &[(21, 21)]),
    ("FTP_GET", &[(21, 21)]),
    ("FTP_PUT", &[(21, 21)]),
    ("GOPHER", &[(70, 70)]),
    ("GRE", &[]),
    ("H323", &[(1503, 1503), (1720, 1720)]),
    ("HTTP", &[(80, 80)]),
    ("HTTPS", &[(443, 443)]),
    ("IKE", &[]),
    ("IMAP", &[(143, 143)]),
    ("IMAPS", &[(993, 993)]),
    ("INFO_ADDRESS", &[]),
    ("INFO_REQUEST", &[]),
    ("IRC", &[(6660, 6669)]),
    ("Internet-Locator-Service", &[(389, 389)]),
    ("KERBEROS", &[(88, 88), (464, 464)]),
    ("L2TP", &[(1701, 1701)]),
    ("LDAP", &[(389, 389)]),
    ("LDAP_UDP", &[]),
    ("MMS", &[(1755, 1755)]),
    ("NFS", &[(111, 111), (2049, 2049)]),
    ("NNTP", &[(119, 119)]),
    ("NONE", &[]),
    ("NTP", &[(123, 123)]),
    ("NetMeeting", &[(1720, 1720)]),
    ("OSPF", &[]),
    ("PC-Anywhere", &[(5631, 5631)]),
    ("PING", &[]),
    ("PING6", &[]),
    ("POP3", &[(110, 110)]),
    ("POP3S", &[(995, 995)]),
    ("PPTP", &[(1723, 1723)]),
    ("RADIUS", &[]),
    ("RADIUS-OLD", &[]),
    ("RDP", &[(3389, 3389)]),
    ("RIP", &[]),
    ("RTSP", &[(554, 554), (7070, 7070), (8554, 8554)]),
    ("SAMBA", &[(139, 139)]),
    ("SMB", &[(445, 445)]),
    ("SMTP", &[(25, 25)]),
    ("SMTPS", &[(465, 465)]),
    ("SNMP", &[(161, 162)]),
    ("SOCKS", &[(1080, 1080)]),
    ("SQUID", &[(3128, 3128)]),
    ("SSH", &[(22, 22)]),
    ("SYSLOG", &[]),
    ("TELNET", &[(23, 23)]),
    ("TFTP", &[]),
    ("TIMESTAMP", &[]),
    ("TRACEROUTE", &[]),
    ("VNC", &[(5900, 5900)]),
    ("WINS", &[(1512, 1512)]),
    ("X-WINDOWS", &[(6000, 6063)]),
    ("webproxy", &[(0, u16::MAX)]),
];

/// Groups that are there without being configured.
const PREDEFINED_GROUPS: &[(&str, &[&str])] = &[
    ("Email Access", &["DNS", "IMAP", "IMAPS", "POP3", "POP3S", "SMTP", "SMTPS"]),
    ("Exchange Server", &["DCE-RPC", "DNS", "HTTPS"]),
    ("Web Access", &["DNS", "HTTP", "HTTPS"]),
    ("Windows AD", &["DCE-RPC", "DNS", "KERBEROS", "LDAP", "LDAP_UDP", "SAMBA", "SMB"]),
];

impl<'a> Services<'a> {
    /// The services of some tables.
    pub(super) fn of(tables: &'a [Table]) -> Self {
        let rows = |name: &'static str| {
            tables.iter().filter(move |table| table.name == name).flat_map(|table| &table.rows)
        };
        Self {
            own: rows("firewall service custom").map(|row| (row.name.as_str(), row)).collect(),
            groups: rows("firewall service group")
                .map(|row| (row.name.as_str(), row.values("member")))
                .collect(),
        }
    }

    /// The TCP ports of a service or a group; none when nobody can tell. What the file has of a
    /// name counts before what each `FortiGate` has.
    pub(super) fn ports(&self, name: &str) -> Option<Ports> {
        self.inside(name, 0)
    }

    fn inside(&self, name: &str, depth: usize) -> Option<Ports> {
        if depth > DEEPEST {
            return None;
        }
        if let Some(row) = self.own.get(name) {
            return of_row(row);
        }
        let members: Vec<&str> = if let Some(members) = self.groups.get(name) {
            members.iter().map(|word| word.text.as_str()).collect()
        } else if let Some((_, ranges)) = PREDEFINED.iter().find(|(own, _)| *own == name) {
            return Some(Ports::of(ranges.to_vec()));
        } else {
            PREDEFINED_GROUPS.iter().find(|(own, _)| *own == name)?.1.to_vec()
        };
        let mut ranges = Vec::new();
        for member in members {
            ranges.extend_from_slice(self.inside(member, depth + 1)?.ranges());
        }
        Some(Ports::of(ranges))
    }
}

/// The TCP ports of a service that the file has.
fn of_row(row: &Row) -> Option<Ports> {
    if row.value("protocol") == Some("IP") {
        // Without a number it is every protocol, and 6 is TCP.
        let tcp = matches!(row.value("protocol-number"), None | Some("0" | "6"));
        return Some(if tcp { Ports::all() } else { Ports::of([]) });
    }
    let ranges = row.values("tcp-portrange").iter().map(|word| {
        // The ports of the client may stand behind a colon.
        let text = word.text.split(':').next().unwrap_or_default();
        let (low, high) = text.split_once('-').unwrap_or((text, text));
        Some((low.parse().ok()?, high.parse().ok()?))
    });
    Some(Ports::of(ranges.collect::<Option<Vec<_>>>()?))
}
