#pragma once

// The configuration files of the lab as its report prints them: excerpts that start in the middle of a section, under
// the title bar of the editor's window, with comments that a page's width has wrapped.
namespace voiplab::sip::lab {

inline constexpr char const* part1_sip_conf = R"conf(*sip.conf
/etc/asterisk

;namedcallgroup=engineering,sales,netgroup,proggroup ; We are in named call groups engineering,sales,netgroup,proggroup
;namedpickupgroup=sales ; We can do call pick-p for named call group sales
;defaultip=192.168.0.60 ; IP address to use if peer has not registered
;deny=0.0.0.0/0.0.0.0 ; ACL: Control access to this account based on IP address
;permit=192.168.0.60/255.255.255.0
;permit=192.168.0.60/24 ; we can also use CIDR notation for subnet masks
;permit=2001:db8::/32 ; IPv6 ACLs can be specified if desired. IPv6 ACLs
; ; apply only to IPv6 addresses, and IPv4 ACLs apply
; ; only to IPv4 addresses.
; ; Use named ACLs defined in acl.conf

;acl=named_acl_example
;allow=ulaw ; dtmfmode=inband only works with ulaw or alaw!
;progressinband=no ; Polycom phones don't work properly with "never"

;[pingtel]
;type=friend
;secret=blah
;secret=digium
;host=dynamic
;rfc2833compensate=yes ; Compensate for pre-1.4 DTMF transmission from another Asterisk machine.
;t38pt_usertpsource=yes ; You must have this turned on or DTMF reception will work improperly.
; ; Use the source IP address of RTP as the destination IP address for UDP/L packets
; ; if the nat option is enabled. If a single RTP packet is received Asterisk will know the
; ; external IP address of the remote device. If port forwarding is done at the client side
; ; then UDP/L will flow to the remote device.

[2000]
username=2000
type=friend
secret=12
host=dynamic
context=from-sip
[2010]
username=2010
type=friend
secret=12
host=dynamic
context=from-sip
)conf";

inline constexpr char const* part1_extensions_conf = R"conf(*extensions.conf
/etc/asterisk

exten => _X.,n,Set(FUTURETIME=${EPOCH} * 12)
exten => _X.,n,SayUnixTime(${FUTURETIME},Zulu,HNS)
exten => _X.,n,SayPhonetic(z)
; use the timezone associated with the extension (sip only), or system-wide
; default if one hasn't been set.
exten => _X.,n,SayUnixTime(${FUTURETIME},${timezone},HNS)
exten => _X.,n,Playback(spy-local)
exten => _X.,n,WaitUntil(${FUTURETIME})
exten => _X.,n,Playback(beep)
exten => _X.,n,Return()

;
; ANI context: use in the same way as "time" above
;

[ani]
exten => _X.,40000(ani),NoOp(ANI: ${EXTEN})
exten => _X.,n,Wait(0.25)
exten => _X.,n,Answer()
exten => _X.,n,Playback(vm-from)
exten => _X.,n,SayDigits(${CALLERID(ani)})
exten => _X.,n,Wait(1.25)
exten => _X.,n,SayDigits(${CALLERID(ani)}) ; playback again in case of missed digit
exten => _X.,n,Return()

; For more information on applications, just type "core show applications" at your
; friendly Asterisk CLI prompt.
;
; "core show application <command>" will show details of how you
; use that particular application in this file, the dial plan.
; "core show functions" will list all dialplan functions
; "core show function <COMMAND>" will show you more information about
; one function. Remember that function names are UPPER CASE.

[from-sip]
exten => 2000,1,Dial(SIP/2000,20)
exten => 2000,2,Hangup
exten => 2010, 1, Dial(SIP/2010,20)
exten => 2010, 2, Hangup
)conf";

inline constexpr char const* part2_sip_conf = R"conf(
Open ▾  *sip.conf
                                                /etc/asterisk
Save   

;namedcalldgroup=engineering,sales,netgroup,proggroup ; we are an named call groups engineering,sales,netgroup,proggroup
;namedclickpgroup=sales ; We can do call pick-p for named call group sales
;defaulttip=192.168.0.60 ; IP address to use if peer has not registered
;deny=0.0.0.0/0.0.0.0 ; ACL: Control access to this account based on IP address
;permit=192.168.0.60/255.255.255.0 ;
;permit=192.168.0.60/24 ; we can also use CIDR notation for subnet masks
;permit=2001:db8::/32 ; IPv6 ACLs can be specified if desired. IPv6 ACLs
; ; apply only to IPv6 addresses, and IPv4 ACLs apply
; ; only to IPv4 addresses.
; ; Use named ACLs defined in acl.conf

acl=named_acl_example

;allow=ulaw ; dtmfmode=inband only works with ulaw or alaw!
;progressinband=no ; Polycom phones don't work properly with "never"

;[pingtel]
;type=friend
;secret=blah
;secret=digium
;host=dynamic
;rfc2833compensate=yes ; Compensate for pre-1.4 DTMF transmission from another Asterisk machine.
; ; You must have this turned on or DTMF reception will work improperly.
;t38pt_usertpsource=yes ; Use the source IP address of RTP as the destination IP address for UDPTL packets
; ; if the nat option is enabled. If a single RTP packet is received Asterisk will know the
; ; external IP address of the remote device. If port forwarding is done at the client side
; ; then UDPTL will flow to the remote device.

[2000]
username=2000
type=friend
secret=12
host=dynamic
context=from-sip

[2010]
username=2010
type=friend
secret=12
host=dynamic
context=from-sip

)conf";

inline constexpr char const* part2_extensions_conf = R"conf(
Open ▾  *extensions.conf /etc/asterisk
Save  ≡  ⌂  ✖

exten => _X.,n,SayUnixTime(${FUTURETIME},${timezone},HNS)
exten => _X.,n,SayPhonetic(z)
; use the timezone associated with the extension (sip only), or system-wide
; default if one hasn't been set.
exten => _X.,n,SayUnixTime(${FUTURETIME},${timezone},HNS)
exten => _X.,n,Playback(spy-local)
exten => _X.,n,WaitUntil(${FUTURETIME})
exten => _X.,n,Playback(beep)
exten => _X.,n,Return()

;
; ANI context: use in the same way as "time" above
;

[ani]
exten => _X.,40000(ani),NoOp(ANI: ${EXTEN})
exten => _X.,n,Wait(0.25)
exten => _X.,n,Answer()
exten => _X.,n,Playback(vm-from)
exten => _X.,n,SayDigits(${CALLERID(ani)})
exten => _X.,n,Wait(1.25)
exten => _X.,n,SayDigits(${CALLERID(ani)}) ; playback again in case of missed digit
exten => _X.,n,Return()

; For more information on applications, just type "core show applications" at your
; friendly Asterisk CLI prompt.
;
; "core show application <command>" will show details of how you
; use that particular application in this file, the dial plan.
; "core show functions" will list all dialplan functions
; "core show function <COMMAND>" will show you more information about
; one function. Remember that function names are UPPER CASE.
[from-sip]
exten => 2000,1,Dial(SIP/2000,20)
exten => 2000,2,Hangup
exten => 2010, 1, Dial(SIP/2010,1)
exten => 2010,2, Busy(10)
exten => 2010, 2, Hangup

)conf";

inline constexpr char const* part3_sip_conf = R"conf(*sip.conf
/etc/asterisk

; Cause the given audio file to
; be played upon completion of
; an attended transfer to the
; target of the transfer.

;[pre14-asterisk]
;type=friend
;secret=digium
;host=dynamic
;rfc2833compensate=yes          ; Compensate for pre-1.4 DTMF transmission from another
Asterisk machine.              ; You must have this turned on or DTMF reception will work
improperly.
;t38pt_usertpsource=yes         ; Use the source IP address of RTP as the destination IP
address for UDPTL packets      ; if the nat option is enabled. If a single RTP packet is
received Asterisk will know the ; external IP address of the remote device. If port forwarding
is done at the client side     ; then UDPTL will flow to the remote device.

[2000]
username=2000
type=friend
secret=12
host=dynamic
context=from-sip
[2010]
username=2010
type=friend
secret=12
host=dynamic
context=from-sip
[2010]
username=2020
type=friend
secret=12
host=dynamic
context=from-sip
)conf";

inline constexpr char const* part3_extensions_conf = R"conf(extensions.conf
/etc/asterisk

; default is one flash & beep.
exten => _X.,n,SayUnixTime(${FUTURETIME},${timezone},HNS)
exten => _X.,n,Playback(spy-local)
exten => _X.,n,WaitUntil(${FUTURETIME})
exten => _X.,n,Playback(beep)
exten => _X.,n,Return()

;
; ANI context: use in the same way as "time" above
;

 
[ani]
exten => _X.,40000(ani),NoOp(ANI: ${EXTEN})
exten => _X.,n,Wait(0.25)
exten => _X.,n,Answer()
exten => _X.,n,Playback(vm-from)
exten => _X.,n,SayDigits(${CALLERID(ani)})
exten => _X.,n,Wait(1.25)
exten => _X.,n,SayDigits(${CALLERID(ani)}) ; playback again in case of missed digit
exten => _X.,n,Return()

; For more information on applications, just type "core show applications" at your
; friendly Asterisk CLI prompt.
;
; "core show application <command>" will show details of how you
; use that particular application in this file, the dial plan.
; "core show functions" will list all dialplan functions
; "core show function <COMMAND>" will show you more information about
; one function. Remember that function names are UPPER CASE.
[from-sip]
exten => 2000,1,Dial(SIP/2000,20)
exten => 2000,2,Hangup
exten => 2010,1,Wait(0.05)
exten => 2010,2,Dial(SIP/2020,20)
exten => 2010,2,Dial(SIP/2020,20)
exten => 2010,3,Hangup
exten => 2020,1,Dial(SIP/2020,20)
exten => 2020,2,Hangup
)conf";

}  // namespace voiplab::sip::lab
