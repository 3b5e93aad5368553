package dev.headgate.pgoutput.value;

/**
 * OIDs of the built-in types whose binary form {@link ValueText} can print, and how they are built from each other. These
 * numbers are the same on every server. Spec: {@code pg_type.dat} in the PostgreSQL sources.
 */
public final class TypeOid {
    public static final int BOOL = 16;
    public static final int BYTEA = 17;
    public static final int CHAR = 18;
    public static final int NAME = 19;
    public static final int INT8 = 20;
    public static final int INT2 = 21;
    public static final int INT2VECTOR = 22;
    public static final int INT4 = 23;
    public static final int TEXT = 25;
    public static final int OID = 26;
    public static final int TID = 27;
    public static final int XID = 28;
    public static final int CID = 29;
    public static final int OIDVECTOR = 30;
    public static final int JSON = 114;
    public static final int XML = 142;
    public static final int POINT = 600;
    public static final int LSEG = 601;
    public static final int PATH = 602;
    public static final int BOX = 603;
    public static final int POLYGON = 604;
    public static final int LINE = 628;
    public static final int CIDR = 650;
    public static final int FLOAT4 = 700;
    public static final int FLOAT8 = 701;
    public static final int CIRCLE = 718;
    public static final int MACADDR8 = 774;
    public static final int MONEY = 790;
    public static final int MACADDR = 829;
    public static final int INET = 869;
    public static final int BPCHAR = 1042;
    public static final int VARCHAR = 1043;
    public static final int DATE = 1082;
    public static final int TIME = 1083;
    public static final int TIMESTAMP = 1114;
    public static final int TIMESTAMPTZ = 1184;
    public static final int INTERVAL = 1186;
    public static final int TIMETZ = 1266;
    public static final int BIT = 1560;
    public static final int VARBIT = 1562;
    public static final int NUMERIC = 1700;
    public static final int REFCURSOR = 1790;
    public static final int UUID = 2950;
    public static final int TXID_SNAPSHOT = 2970;
    public static final int PG_LSN = 3220;
    public static final int TSVECTOR = 3614;
    public static final int TSQUERY = 3615;
    public static final int JSONB = 3802;
    public static final int INT4RANGE = 3904;
    public static final int NUMRANGE = 3906;
    public static final int TSRANGE = 3908;
    public static final int TSTZRANGE = 3910;
    public static final int DATERANGE = 3912;
    public static final int INT8RANGE = 3926;
    public static final int JSONPATH = 4072;
    public static final int INT4MULTIRANGE = 4451;
    public static final int NUMMULTIRANGE = 4532;
    public static final int TSMULTIRANGE = 4533;
    public static final int TSTZMULTIRANGE = 4534;
    public static final int DATEMULTIRANGE = 4535;
    public static final int INT8MULTIRANGE = 4536;
    public static final int PG_SNAPSHOT = 5038;
    public static final int XID8 = 5069;

    /** What the questions about related types answer if there is none. */
    public static final int NONE = 0;

    private TypeOid() {}

    /** The element type of a built-in array type, else {@link #NONE}. */
    public static int elementOf(int arrayOid) {
        return switch (arrayOid) {
            case 1000 -> BOOL;
            case 1001 -> BYTEA;
            case 1002 -> CHAR;
            case 1003 -> NAME;
            case 1016 -> INT8;
            case 1005 -> INT2;
            case 1006 -> INT2VECTOR;
            case 1007 -> INT4;
            case 1009 -> TEXT;
            case 1028 -> OID;
            case 1010 -> TID;
            case 1011 -> XID;
            case 1012 -> CID;
            case 1013 -> OIDVECTOR;
            case 199 -> JSON;
            case 143 -> XML;
            case 1017 -> POINT;
            case 1018 -> LSEG;
            case 1019 -> PATH;
            case 1020 -> BOX;
            case 1027 -> POLYGON;
            case 629 -> LINE;
            case 651 -> CIDR;
            case 1021 -> FLOAT4;
            case 1022 -> FLOAT8;
            case 719 -> CIRCLE;
            case 775 -> MACADDR8;
            case 791 -> MONEY;
            case 1040 -> MACADDR;
            case 1041 -> INET;
            case 1014 -> BPCHAR;
            case 1015 -> VARCHAR;
            case 1182 -> DATE;
            case 1183 -> TIME;
            case 1115 -> TIMESTAMP;
            case 1185 -> TIMESTAMPTZ;
            case 1187 -> INTERVAL;
            case 1270 -> TIMETZ;
            case 1561 -> BIT;
            case 1563 -> VARBIT;
            case 1231 -> NUMERIC;
            case 2201 -> REFCURSOR;
            case 2951 -> UUID;
            case 2949 -> TXID_SNAPSHOT;
            case 3221 -> PG_LSN;
            case 3643 -> TSVECTOR;
            case 3645 -> TSQUERY;
            case 3807 -> JSONB;
            case 3905 -> INT4RANGE;
            case 3907 -> NUMRANGE;
            case 3909 -> TSRANGE;
            case 3911 -> TSTZRANGE;
            case 3913 -> DATERANGE;
            case 3927 -> INT8RANGE;
            case 4073 -> JSONPATH;
            case 6150 -> INT4MULTIRANGE;
            case 6151 -> NUMMULTIRANGE;
            case 6152 -> TSMULTIRANGE;
            case 6153 -> TSTZMULTIRANGE;
            case 6155 -> DATEMULTIRANGE;
            case 6157 -> INT8MULTIRANGE;
            case 5039 -> PG_SNAPSHOT;
            case 271 -> XID8;
            default -> NONE;
        };
    }

    /** The type of the bounds of a built-in range type, else {@link #NONE}. */
    public static int boundOf(int rangeOid) {
        return switch (rangeOid) {
            case INT4RANGE -> INT4;
            case INT8RANGE -> INT8;
            case NUMRANGE -> NUMERIC;
            case DATERANGE -> DATE;
            case TSRANGE -> TIMESTAMP;
            case TSTZRANGE -> TIMESTAMPTZ;
            default -> NONE;
        };
    }

    /** The range type that a built-in multirange type is made of, else {@link #NONE}. */
    public static int rangeOf(int multirangeOid) {
        return switch (multirangeOid) {
            case INT4MULTIRANGE -> INT4RANGE;
            case INT8MULTIRANGE -> INT8RANGE;
            case NUMMULTIRANGE -> NUMRANGE;
            case DATEMULTIRANGE -> DATERANGE;
            case TSMULTIRANGE -> TSRANGE;
            case TSTZMULTIRANGE -> TSTZRANGE;
            default -> NONE;
        };
    }
}
