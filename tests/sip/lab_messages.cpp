#include "tests/sip/fixtures.hpp"

namespace voiplab::sip::test {
namespace {

std::string asterisk_sdp(std::string_view session, std::string_view formats, std::string_view maps) {
    std::string text = "v=0\no=root ";
    text.append(session).append(" IN IP4 192.168.6.133\ns=Asterisk PBX 13.18.3~dfsg-1ubuntu4\n");
    text.append("c=IN IP4 192.168.6.133\nt=0 0\nm=audio 18044 RTP/AVP ").append(formats).append("\n").append(maps);
    text += "a=rtpmap:101 telephone-event/8000\na=fmtp:101 0-16\na=maxptime:150\na=sendrecv\n";
    return with_crlf(text);
}

std::string asterisk_offer() {
    return asterisk_sdp("1604297345 1604297345", "0 8 3 101",
                        "a=rtpmap:0 PCMU/8000\na=rtpmap:8 PCMA/8000\na=rtpmap:3 GSM/8000\n");
}

std::string xlite_answer() {
    return with_crlf(R"(
v=0
o=- 1283746509 3 IN IP4 192.168.6.136
s=X-Lite release 5.2.0 stamp 90534
c=IN IP4 192.168.6.136
t=0 0
m=audio 51020 RTP/AVP 0 8 101
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=sendrecv
)");
}

Fixture message(std::string name, std::size_t size, std::string_view header, std::string_view body = {}) {
    return {std::move(name), with_crlf(header) + "\r\n" + std::string(body), size};
}

void add_authentication(std::vector<Fixture>& all) {
    all.push_back(message("X-Lite INVITE", 908, R"(
INVITE sip:2010@192.168.6.133 SIP/2.0
Via: SIP/2.0/UDP 192.168.6.135:55505;branch=z9hG4bK-524287-1---3f5a7c912b4d6e80;rport
Max-Forwards: 70
Contact: <sip:2000@192.168.6.135:55505;rinstance=3cd78b673e9dd0d7>
To: <sip:2010@192.168.6.133>
From: "2000"<sip:2000@192.168.6.133>;tag=4c2e190a
Call-ID: 90534ZDk4ZTcyNGI2MjZhNGQwZTg3ZTUxMjZjMWFhODBkMWU
CSeq: 1 INVITE
Allow: OPTIONS, SUBSCRIBE, NOTIFY, INVITE, ACK, CANCEL, BYE, REFER, INFO, MESSAGE
Content-Type: application/sdp
Supported: replaces
User-Agent: X-Lite release 5.2.0 stamp 90534
Content-Length: 336
)",
                          xlite_offer()));
    all.push_back(message("X-Lite INVITE with Authorization", 1068, R"(
INVITE sip:2010@192.168.6.133 SIP/2.0
Via: SIP/2.0/UDP 192.168.6.135:55505;branch=z9hG4bK-524287-1---91be03d7a85f26c4;rport
Max-Forwards: 70
Contact: <sip:2000@192.168.6.135:55505;rinstance=3cd78b673e9dd0d7>
To: <sip:2010@192.168.6.133>
From: "2000"<sip:2000@192.168.6.133>;tag=4c2e190a
Call-ID: 90534ZDk4ZTcyNGI2MjZhNGQwZTg3ZTUxMjZjMWFhODBkMWU
CSeq: 2 INVITE
Allow: OPTIONS, SUBSCRIBE, NOTIFY, INVITE, ACK, CANCEL, BYE, REFER, INFO, MESSAGE
Content-Type: application/sdp
Authorization: Digest username="2000",realm="asterisk",nonce="1a2b3c4d",uri="sip:2010@192.168.6.133",response="16fe633f7eb4045eec0e0149df0b83bc",algorithm=MD5
Supported: replaces
User-Agent: X-Lite release 5.2.0 stamp 90534
Content-Length: 336
)",
                          xlite_offer()));
    all.push_back(message("Asterisk 401", 574, R"(
SIP/2.0 401 Unauthorized
Via: SIP/2.0/UDP 192.168.6.135:55505;branch=z9hG4bK-524287-1---3f5a7c912b4d6e80;received=192.168.6.135;rport=55505
From: "2000"<sip:2000@192.168.6.133>;tag=4c2e190a
To: <sip:2010@192.168.6.133>;tag=as6b1d04e7
Call-ID: 90534ZDk4ZTcyNGI2MjZhNGQwZTg3ZTUxMjZjMWFhODBkMWU
CSeq: 1 INVITE
Server: Asterisk PBX 13.18.3~dfsg-1ubuntu4
Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, INFO, PUBLISH, MESSAGE
Supported: replaces, timer
WWW-Authenticate: Digest algorithm=MD5, realm="asterisk", nonce="1a2b3c4d"
Content-Length: 0
)"));
    all.push_back(message("X-Lite ACK to the 401", 330, R"(
ACK sip:2010@192.168.6.133 SIP/2.0
Via: SIP/2.0/UDP 192.168.6.135:55505;branch=z9hG4bK-524287-1---3f5a7c912b4d6e80;rport
Max-Forwards: 70
To: <sip:2010@192.168.6.133>;tag=as6b1d04e7
From: "2000"<sip:2000@192.168.6.133>;tag=4c2e190a
Call-ID: 90534ZDk4ZTcyNGI2MjZhNGQwZTg3ZTUxMjZjMWFhODBkMWU
CSeq: 1 ACK
Content-Length: 0
)"));
}

void add_caller_leg(std::vector<Fixture>& all) {
    all.push_back(message("Asterisk 100", 517, R"(
SIP/2.0 100 Trying
Via: SIP/2.0/UDP 192.168.6.135:55505;branch=z9hG4bK-524287-1---91be03d7a85f26c4;received=192.168.6.135;rport=55505
From: "2000"<sip:2000@192.168.6.133>;tag=4c2e190a
To: <sip:2010@192.168.6.133>
Call-ID: 90534ZDk4ZTcyNGI2MjZhNGQwZTg3ZTUxMjZjMWFhODBkMWU
CSeq: 2 INVITE
Server: Asterisk PBX 13.18.3~dfsg-1ubuntu4
Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, INFO, PUBLISH, MESSAGE
Supported: replaces, timer
Contact: <sip:2010@192.168.6.133:5060>
Content-Length: 0
)"));
    all.push_back(message("Asterisk 200 to the caller", 837, R"(
SIP/2.0 200 OK
Via: SIP/2.0/UDP 192.168.6.135:55505;branch=z9hG4bK-524287-1---91be03d7a85f26c4;received=192.168.6.135;rport=55505
From: "2000"<sip:2000@192.168.6.133>;tag=4c2e190a
To: <sip:2010@192.168.6.133>;tag=as6b1d04e7
Call-ID: 90534ZDk4ZTcyNGI2MjZhNGQwZTg3ZTUxMjZjMWFhODBkMWU
CSeq: 2 INVITE
Server: Asterisk PBX 13.18.3~dfsg-1ubuntu4
Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, INFO, PUBLISH, MESSAGE
Supported: replaces, timer
Contact: <sip:2010@192.168.6.133:5060>
Content-Type: application/sdp
Content-Length: 276
)",
                          asterisk_answer()));
    all.push_back(message("Asterisk 486", 495, R"(
SIP/2.0 486 Busy Here
Via: SIP/2.0/UDP 192.168.6.135:55505;branch=z9hG4bK-524287-1---91be03d7a85f26c4;received=192.168.6.135;rport=55505
From: "2000"<sip:2000@192.168.6.133>;tag=4c2e190a
To: <sip:2010@192.168.6.133>;tag=as6b1d04e7
Call-ID: 90534ZDk4ZTcyNGI2MjZhNGQwZTg3ZTUxMjZjMWFhODBkMWU
CSeq: 2 INVITE
Server: Asterisk PBX 13.18.3~dfsg-1ubuntu4
Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, INFO, PUBLISH, MESSAGE
Supported: replaces, timer
Content-Length: 0
)"));
    all.push_back(message("Asterisk BYE to the caller", 631, R"(
BYE sip:2000@192.168.6.135:55505;rinstance=3cd78b673e9dd0d7 SIP/2.0
Via: SIP/2.0/UDP 192.168.6.133:5060;branch=z9hG4bK5d20c9e1;rport
Max-Forwards: 70
From: <sip:2010@192.168.6.133>;tag=as6b1d04e7
To: "2000"<sip:2000@192.168.6.133>;tag=4c2e190a
Call-ID: 90534ZDk4ZTcyNGI2MjZhNGQwZTg3ZTUxMjZjMWFhODBkMWU
CSeq: 104 BYE
User-Agent: Asterisk PBX 13.18.3~dfsg-1ubuntu4
Proxy-Authorization: Digest username="2000", realm="asterisk", algorithm=MD5, uri="sip:192.168.6.133", nonce="1a2b3c4d", response="51d0b970266552d593ff1839c5e797e7"
X-Asterisk-HangupCause: Normal Clearing
X-Asterisk-HangupCauseCode: 16
Content-Length: 0
)"));
    all.push_back(message("X-Lite 200 to the BYE", 392, R"(
SIP/2.0 200 OK
Via: SIP/2.0/UDP 192.168.6.133:5060;branch=z9hG4bK5d20c9e1;rport=5060
Contact: <sip:2000@192.168.6.135:55505;rinstance=3cd78b673e9dd0d7>
To: "2000"<sip:2000@192.168.6.133>;tag=4c2e190a
From: <sip:2010@192.168.6.133>;tag=as6b1d04e7
Call-ID: 90534ZDk4ZTcyNGI2MjZhNGQwZTg3ZTUxMjZjMWFhODBkMWU
CSeq: 104 BYE
User-Agent: X-Lite release 5.2.0 stamp 90534
Content-Length: 0
)"));
}

void add_callee_leg(std::vector<Fixture>& all) {
    all.push_back(message("Asterisk INVITE to the callee", 949, R"(
INVITE sip:2010@192.168.6.136:52148;rinstance=52ef58cb97e84616 SIP/2.0
Via: SIP/2.0/UDP 192.168.6.133:5060;branch=z9hG4bK0c7e4b12
Max-Forwards: 70
From: "2000" <sip:2000@192.168.6.133>;tag=as51f0b3c2
To: <sip:2010@192.168.6.136:52148;rinstance=52ef58cb97e84616>
Contact: <sip:2000@192.168.6.133:5060>
Call-ID: 2f1d0c9b8a7e6f5d4c3b2a1908f7e6d5@192.168.6.133:5060
CSeq: 102 INVITE
User-Agent: Asterisk PBX 13.18.3~dfsg-1ubuntu4
Date: Sat, 05 May 2018 01:23:45 GMT
Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, INFO, PUBLISH, MESSAGE
Supported: replaces, timer
Content-Type: application/sdp
Content-Length: 303
)",
                          asterisk_offer()));
    all.push_back(message("X-Lite 180", 458, R"(
SIP/2.0 180 Ringing
Via: SIP/2.0/UDP 192.168.6.133:5060;branch=z9hG4bK0c7e4b12
Contact: "2010"<sip:2010@192.168.6.136:52148;rinstance=52ef58cb97e84616>
To: <sip:2010@192.168.6.136:52148;rinstance=52ef58cb97e84616>;tag=7b0e2d41
From: "2000" <sip:2000@192.168.6.133>;tag=as51f0b3c2
Call-ID: 2f1d0c9b8a7e6f5d4c3b2a1908f7e6d5@192.168.6.133:5060
CSeq: 102 INVITE
User-Agent: X-Lite release 5.2.0 stamp 90534
Allow-Events: talk, hold
Content-Length: 0
)"));
    all.push_back(message("X-Lite 200 to the INVITE", 764, R"(
SIP/2.0 200 OK
Via: SIP/2.0/UDP 192.168.6.133:5060;branch=z9hG4bK0c7e4b12
Contact: <sip:2010@192.168.6.136:52148;rinstance=52ef58cb97e84616>
To: <sip:2010@192.168.6.136:52148;rinstance=52ef58cb97e84616>;tag=7b0e2d41
From: "2000" <sip:2000@192.168.6.133>;tag=as51f0b3c2
Call-ID: 2f1d0c9b8a7e6f5d4c3b2a1908f7e6d5@192.168.6.133:5060
CSeq: 102 INVITE
Allow: OPTIONS, SUBSCRIBE, NOTIFY, INVITE, ACK, CANCEL, BYE, REFER, INFO, MESSAGE
Content-Type: application/sdp
Supported: replaces
User-Agent: X-Lite release 5.2.0 stamp 90534
Content-Length: 206
)",
                          xlite_answer()));
    all.push_back(message("Asterisk CANCEL", 416, R"(
CANCEL sip:2010@192.168.6.136:52148;rinstance=52ef58cb97e84616 SIP/2.0
Via: SIP/2.0/UDP 192.168.6.133:5060;branch=z9hG4bK0c7e4b12
Max-Forwards: 70
From: "2000" <sip:2000@192.168.6.133>;tag=as51f0b3c2
To: <sip:2010@192.168.6.136:52148;rinstance=52ef58cb97e84616>
Call-ID: 2f1d0c9b8a7e6f5d4c3b2a1908f7e6d5@192.168.6.133:5060
CSeq: 102 CANCEL
User-Agent: Asterisk PBX 13.18.3~dfsg-1ubuntu4
Content-Length: 0
)"));
    all.push_back(message("X-Lite 487", 369, R"(
SIP/2.0 487 Request Terminated
Via: SIP/2.0/UDP 192.168.6.133:5060;branch=z9hG4bK0c7e4b12
To: <sip:2010@192.168.6.136:52148;rinstance=52ef58cb97e84616>;tag=7b0e2d41
From: "2000" <sip:2000@192.168.6.133>;tag=as51f0b3c2
Call-ID: 2f1d0c9b8a7e6f5d4c3b2a1908f7e6d5@192.168.6.133:5060
CSeq: 102 INVITE
User-Agent: X-Lite release 5.2.0 stamp 90534
Content-Length: 0
)"));
    all.push_back(message("X-Lite BYE", 486, R"(
BYE sip:2000@192.168.6.133:5060 SIP/2.0
Via: SIP/2.0/UDP 192.168.6.136:52148;branch=z9hG4bK-524287-1---a7c40e58d1b3962f;rport
Max-Forwards: 70
Contact: <sip:2010@192.168.6.136:52148;rinstance=52ef58cb97e84616>
To: "2000" <sip:2000@192.168.6.133>;tag=as51f0b3c2
From: <sip:2010@192.168.6.136:52148;rinstance=52ef58cb97e84616>;tag=7b0e2d41
Call-ID: 2f1d0c9b8a7e6f5d4c3b2a1908f7e6d5@192.168.6.133:5060
CSeq: 2 BYE
User-Agent: X-Lite release 5.2.0 stamp 90534
Content-Length: 0
)"));
}

}  // namespace

std::string xlite_offer() {
    return with_crlf(R"(
v=0
o=- 13170012345678901 1 IN IP4 192.168.6.135
s=X-Lite release 5.2.0 stamp 90534
c=IN IP4 192.168.6.135
t=0 0
m=audio 49162 RTP/AVP 9 8 120 0 84 101
a=rtpmap:120 opus/48000/2
a=fmtp:120 useinbandfec=1; usedtx=1; maxaveragebitrate=64000
a=rtpmap:84 speex/16000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=sendrecv
)");
}

std::string asterisk_answer() {
    return asterisk_sdp("16042973 16042973", "0 8 101", "a=rtpmap:0 PCMU/8000\na=rtpmap:8 PCMA/8000\n");
}

std::vector<Fixture> lab_messages() {
    std::vector<Fixture> all;
    add_authentication(all);
    add_caller_leg(all);
    add_callee_leg(all);
    return all;
}

}  // namespace voiplab::sip::test
