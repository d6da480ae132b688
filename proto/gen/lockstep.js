/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError, $TypeError = $util.global.TypeError, $Number = $util.global.Number, $String = $util.global.String, $Boolean = $util.global.Boolean, $Array = $util.global.Array, $isFinite = $util.global.isFinite;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const lockstep = $root.lockstep = (() => {

    /**
     * Namespace lockstep.
     * @exports lockstep
     * @namespace
     */
    const lockstep = {};

    lockstep.v1 = (function() {

        /**
         * Namespace v1.
         * @memberof lockstep
         * @namespace
         */
        const v1 = {};

        v1.RegisterRequest = (function() {

            /**
             * Properties of a RegisterRequest.
             * @typedef {Object} lockstep.v1.RegisterRequest.$Properties
             * @property {number|null} [protocolVersion] RegisterRequest protocolVersion
             * @property {string|null} [workerId] RegisterRequest workerId
             * @property {string|null} [softwareVersion] RegisterRequest softwareVersion
             * @property {string|null} [jobSha256] RegisterRequest jobSha256
             * @property {string|null} [host] RegisterRequest host
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RegisterRequest.
             * @memberof lockstep.v1
             * @interface IRegisterRequest
             * @augments lockstep.v1.RegisterRequest.$Properties
             * @deprecated Use lockstep.v1.RegisterRequest.$Properties instead.
             */

            /**
             * Shape of a RegisterRequest.
             * @typedef {lockstep.v1.RegisterRequest.$Properties} lockstep.v1.RegisterRequest.$Shape
             */

            /**
             * Constructs a new RegisterRequest.
             * @memberof lockstep.v1
             * @classdesc Represents a RegisterRequest.
             * @constructor
             * @param {lockstep.v1.RegisterRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RegisterRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RegisterRequest protocolVersion.
             * @member {number} protocolVersion
             * @memberof lockstep.v1.RegisterRequest
             * @instance
             */
            RegisterRequest.prototype.protocolVersion = 0;

            /**
             * RegisterRequest workerId.
             * @member {string} workerId
             * @memberof lockstep.v1.RegisterRequest
             * @instance
             */
            RegisterRequest.prototype.workerId = "";

            /**
             * RegisterRequest softwareVersion.
             * @member {string} softwareVersion
             * @memberof lockstep.v1.RegisterRequest
             * @instance
             */
            RegisterRequest.prototype.softwareVersion = "";

            /**
             * RegisterRequest jobSha256.
             * @member {string} jobSha256
             * @memberof lockstep.v1.RegisterRequest
             * @instance
             */
            RegisterRequest.prototype.jobSha256 = "";

            /**
             * RegisterRequest host.
             * @member {string} host
             * @memberof lockstep.v1.RegisterRequest
             * @instance
             */
            RegisterRequest.prototype.host = "";

            /**
             * Encodes the specified RegisterRequest message. Does not implicitly {@link lockstep.v1.RegisterRequest.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.RegisterRequest
             * @static
             * @param {lockstep.v1.RegisterRequest.$Properties} message RegisterRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RegisterRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.protocolVersion != null && $Object.hasOwnProperty.call(message, "protocolVersion") && message.protocolVersion !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.protocolVersion);
                if (message.workerId != null && $Object.hasOwnProperty.call(message, "workerId") && message.workerId !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.workerId);
                if (message.softwareVersion != null && $Object.hasOwnProperty.call(message, "softwareVersion") && message.softwareVersion !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.softwareVersion);
                if (message.jobSha256 != null && $Object.hasOwnProperty.call(message, "jobSha256") && message.jobSha256 !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.jobSha256);
                if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.host);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RegisterRequest message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.RegisterRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.RegisterRequest & lockstep.v1.RegisterRequest.$Shape} RegisterRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RegisterRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.RegisterRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.protocolVersion = value;
                            else
                                delete message.protocolVersion;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.workerId = value;
                            else
                                delete message.workerId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.softwareVersion = value;
                            else
                                delete message.softwareVersion;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.jobSha256 = value;
                            else
                                delete message.jobSha256;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.host = value;
                            else
                                delete message.host;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a RegisterRequest message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.RegisterRequest
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.RegisterRequest} RegisterRequest
             */
            RegisterRequest.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.RegisterRequest)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.RegisterRequest: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.RegisterRequest();
                if (object.protocolVersion != null)
                    if ($Number(object.protocolVersion) !== 0)
                        message.protocolVersion = object.protocolVersion >>> 0;
                if (object.workerId != null)
                    if (typeof object.workerId !== "string" || object.workerId.length)
                        message.workerId = $String(object.workerId);
                if (object.softwareVersion != null)
                    if (typeof object.softwareVersion !== "string" || object.softwareVersion.length)
                        message.softwareVersion = $String(object.softwareVersion);
                if (object.jobSha256 != null)
                    if (typeof object.jobSha256 !== "string" || object.jobSha256.length)
                        message.jobSha256 = $String(object.jobSha256);
                if (object.host != null)
                    if (typeof object.host !== "string" || object.host.length)
                        message.host = $String(object.host);
                return message;
            };

            /**
             * Creates a plain object from a RegisterRequest message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.RegisterRequest
             * @static
             * @param {lockstep.v1.RegisterRequest} message RegisterRequest
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            RegisterRequest.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.protocolVersion = 0;
                    object.workerId = "";
                    object.softwareVersion = "";
                    object.jobSha256 = "";
                    object.host = "";
                }
                if (message.protocolVersion != null && $Object.hasOwnProperty.call(message, "protocolVersion"))
                    object.protocolVersion = message.protocolVersion;
                if (message.workerId != null && $Object.hasOwnProperty.call(message, "workerId"))
                    object.workerId = message.workerId;
                if (message.softwareVersion != null && $Object.hasOwnProperty.call(message, "softwareVersion"))
                    object.softwareVersion = message.softwareVersion;
                if (message.jobSha256 != null && $Object.hasOwnProperty.call(message, "jobSha256"))
                    object.jobSha256 = message.jobSha256;
                if (message.host != null && $Object.hasOwnProperty.call(message, "host"))
                    object.host = message.host;
                return object;
            };

            /**
             * Converts this RegisterRequest to JSON.
             * @function toJSON
             * @memberof lockstep.v1.RegisterRequest
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            RegisterRequest.prototype.toJSON = function() {
                return RegisterRequest.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for RegisterRequest
             * @function getTypeUrl
             * @memberof lockstep.v1.RegisterRequest
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            RegisterRequest.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.RegisterRequest";
            };

            return RegisterRequest;
        })();

        v1.RegisterResponse = (function() {

            /**
             * Properties of a RegisterResponse.
             * @typedef {Object} lockstep.v1.RegisterResponse.$Properties
             * @property {number|null} [protocolVersion] RegisterResponse protocolVersion
             * @property {lockstep.v1.RunConfig.$Properties|null} [run] RegisterResponse run
             * @property {number|null} [term] RegisterResponse term
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RegisterResponse.
             * @memberof lockstep.v1
             * @interface IRegisterResponse
             * @augments lockstep.v1.RegisterResponse.$Properties
             * @deprecated Use lockstep.v1.RegisterResponse.$Properties instead.
             */

            /**
             * Shape of a RegisterResponse.
             * @typedef {lockstep.v1.RegisterResponse.$Properties} lockstep.v1.RegisterResponse.$Shape
             */

            /**
             * Constructs a new RegisterResponse.
             * @memberof lockstep.v1
             * @classdesc Represents a RegisterResponse.
             * @constructor
             * @param {lockstep.v1.RegisterResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RegisterResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RegisterResponse protocolVersion.
             * @member {number} protocolVersion
             * @memberof lockstep.v1.RegisterResponse
             * @instance
             */
            RegisterResponse.prototype.protocolVersion = 0;

            /**
             * RegisterResponse run.
             * @member {lockstep.v1.RunConfig.$Properties|null|undefined} run
             * @memberof lockstep.v1.RegisterResponse
             * @instance
             */
            RegisterResponse.prototype.run = null;

            /**
             * RegisterResponse term.
             * @member {number} term
             * @memberof lockstep.v1.RegisterResponse
             * @instance
             */
            RegisterResponse.prototype.term = 0;

            /**
             * Encodes the specified RegisterResponse message. Does not implicitly {@link lockstep.v1.RegisterResponse.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.RegisterResponse
             * @static
             * @param {lockstep.v1.RegisterResponse.$Properties} message RegisterResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RegisterResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.protocolVersion != null && $Object.hasOwnProperty.call(message, "protocolVersion") && message.protocolVersion !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.protocolVersion);
                if (message.run != null && $Object.hasOwnProperty.call(message, "run"))
                    $root.lockstep.v1.RunConfig.encode(message.run, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.term != null && $Object.hasOwnProperty.call(message, "term") && message.term !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.term);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RegisterResponse message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.RegisterResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.RegisterResponse & lockstep.v1.RegisterResponse.$Shape} RegisterResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RegisterResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.RegisterResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.protocolVersion = value;
                            else
                                delete message.protocolVersion;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.run = $root.lockstep.v1.RunConfig.decode(reader, reader.size(), $undefined, _depth + 1, message.run);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.term = value;
                            else
                                delete message.term;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a RegisterResponse message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.RegisterResponse
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.RegisterResponse} RegisterResponse
             */
            RegisterResponse.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.RegisterResponse)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.RegisterResponse: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.RegisterResponse();
                if (object.protocolVersion != null)
                    if ($Number(object.protocolVersion) !== 0)
                        message.protocolVersion = object.protocolVersion >>> 0;
                if (object.run != null) {
                    if (!$util.isObject(object.run))
                        throw $TypeError(".lockstep.v1.RegisterResponse.run: object expected");
                    message.run = $root.lockstep.v1.RunConfig.fromObject(object.run, _depth + 1);
                }
                if (object.term != null)
                    if ($Number(object.term) !== 0)
                        message.term = object.term >>> 0;
                return message;
            };

            /**
             * Creates a plain object from a RegisterResponse message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.RegisterResponse
             * @static
             * @param {lockstep.v1.RegisterResponse} message RegisterResponse
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            RegisterResponse.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.protocolVersion = 0;
                    object.run = null;
                    object.term = 0;
                }
                if (message.protocolVersion != null && $Object.hasOwnProperty.call(message, "protocolVersion"))
                    object.protocolVersion = message.protocolVersion;
                if (message.run != null && $Object.hasOwnProperty.call(message, "run"))
                    object.run = $root.lockstep.v1.RunConfig.toObject(message.run, options, _depth + 1);
                if (message.term != null && $Object.hasOwnProperty.call(message, "term"))
                    object.term = message.term;
                return object;
            };

            /**
             * Converts this RegisterResponse to JSON.
             * @function toJSON
             * @memberof lockstep.v1.RegisterResponse
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            RegisterResponse.prototype.toJSON = function() {
                return RegisterResponse.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for RegisterResponse
             * @function getTypeUrl
             * @memberof lockstep.v1.RegisterResponse
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            RegisterResponse.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.RegisterResponse";
            };

            return RegisterResponse;
        })();

        v1.RunConfig = (function() {

            /**
             * Properties of a RunConfig.
             * @typedef {Object} lockstep.v1.RunConfig.$Properties
             * @property {string|null} [runId] RunConfig runId
             * @property {string|null} [jobName] RunConfig jobName
             * @property {string|null} [jobSha256] RunConfig jobSha256
             * @property {number|null} [batchSize] RunConfig batchSize
             * @property {number|null} [epochs] RunConfig epochs
             * @property {number|null} [seed] RunConfig seed
             * @property {string|null} [transport] RunConfig transport
             * @property {string|null} [engine] RunConfig engine
             * @property {number|null} [heartbeatMs] RunConfig heartbeatMs
             * @property {number|null} [stepDeadlineMs] RunConfig stepDeadlineMs
             * @property {lockstep.v1.DatasetInfo.$Properties|null} [dataset] RunConfig dataset
             * @property {string|null} [dataMode] RunConfig dataMode
             * @property {boolean|null} [reproducible] RunConfig reproducible
             * @property {number|null} [heartbeatTimeoutMs] RunConfig heartbeatTimeoutMs
             * @property {string|null} [wire] RunConfig wire
             * @property {number|null} [checkpointEverySteps] RunConfig checkpointEverySteps
             * @property {number|null} [checkpointEveryMs] RunConfig checkpointEveryMs
             * @property {Array.<string>|null} [jobBlobs] RunConfig jobBlobs
             * @property {number|null} [scheduleEpochs] RunConfig scheduleEpochs
             * @property {number|null} [startWorkers] RunConfig startWorkers
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RunConfig.
             * @memberof lockstep.v1
             * @interface IRunConfig
             * @augments lockstep.v1.RunConfig.$Properties
             * @deprecated Use lockstep.v1.RunConfig.$Properties instead.
             */

            /**
             * Shape of a RunConfig.
             * @typedef {lockstep.v1.RunConfig.$Properties} lockstep.v1.RunConfig.$Shape
             */

            /**
             * Constructs a new RunConfig.
             * @memberof lockstep.v1
             * @classdesc Represents a RunConfig.
             * @constructor
             * @param {lockstep.v1.RunConfig.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RunConfig = function (properties) {
                this.jobBlobs = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RunConfig runId.
             * @member {string} runId
             * @memberof lockstep.v1.RunConfig
             * @instance
             */
            RunConfig.prototype.runId = "";

            /**
             * RunConfig jobName.
             * @member {string} jobName
             * @memberof lockstep.v1.RunConfig
             * @instance
             */
            RunConfig.prototype.jobName = "";

            /**
             * RunConfig jobSha256.
             * @member {string} jobSha256
             * @memberof lockstep.v1.RunConfig
             * @instance
             */
            RunConfig.prototype.jobSha256 = "";

            /**
             * RunConfig batchSize.
             * @member {number} batchSize
             * @memberof lockstep.v1.RunConfig
             * @instance
             */
            RunConfig.prototype.batchSize = 0;

            /**
             * RunConfig epochs.
             * @member {number} epochs
             * @memberof lockstep.v1.RunConfig
             * @instance
             */
            RunConfig.prototype.epochs = 0;

            /**
             * RunConfig seed.
             * @member {number} seed
             * @memberof lockstep.v1.RunConfig
             * @instance
             */
            RunConfig.prototype.seed = 0;

            /**
             * RunConfig transport.
             * @member {string} transport
             * @memberof lockstep.v1.RunConfig
             * @instance
             */
            RunConfig.prototype.transport = "";

            /**
             * RunConfig engine.
             * @member {string} engine
             * @memberof lockstep.v1.RunConfig
             * @instance
             */
            RunConfig.prototype.engine = "";

            /**
             * RunConfig heartbeatMs.
             * @member {number} heartbeatMs
             * @memberof lockstep.v1.RunConfig
             * @instance
             */
            RunConfig.prototype.heartbeatMs = 0;

            /**
             * RunConfig stepDeadlineMs.
             * @member {number} stepDeadlineMs
             * @memberof lockstep.v1.RunConfig
             * @instance
             */
            RunConfig.prototype.stepDeadlineMs = 0;

            /**
             * RunConfig dataset.
             * @member {lockstep.v1.DatasetInfo.$Properties|null|undefined} dataset
             * @memberof lockstep.v1.RunConfig
             * @instance
             */
            RunConfig.prototype.dataset = null;

            /**
             * RunConfig dataMode.
             * @member {string} dataMode
             * @memberof lockstep.v1.RunConfig
             * @instance
             */
            RunConfig.prototype.dataMode = "";

            /**
             * RunConfig reproducible.
             * @member {boolean} reproducible
             * @memberof lockstep.v1.RunConfig
             * @instance
             */
            RunConfig.prototype.reproducible = false;

            /**
             * RunConfig heartbeatTimeoutMs.
             * @member {number} heartbeatTimeoutMs
             * @memberof lockstep.v1.RunConfig
             * @instance
             */
            RunConfig.prototype.heartbeatTimeoutMs = 0;

            /**
             * RunConfig wire.
             * @member {string} wire
             * @memberof lockstep.v1.RunConfig
             * @instance
             */
            RunConfig.prototype.wire = "";

            /**
             * RunConfig checkpointEverySteps.
             * @member {number} checkpointEverySteps
             * @memberof lockstep.v1.RunConfig
             * @instance
             */
            RunConfig.prototype.checkpointEverySteps = 0;

            /**
             * RunConfig checkpointEveryMs.
             * @member {number} checkpointEveryMs
             * @memberof lockstep.v1.RunConfig
             * @instance
             */
            RunConfig.prototype.checkpointEveryMs = 0;

            /**
             * RunConfig jobBlobs.
             * @member {Array.<string>} jobBlobs
             * @memberof lockstep.v1.RunConfig
             * @instance
             */
            RunConfig.prototype.jobBlobs = $util.emptyArray;

            /**
             * RunConfig scheduleEpochs.
             * @member {number} scheduleEpochs
             * @memberof lockstep.v1.RunConfig
             * @instance
             */
            RunConfig.prototype.scheduleEpochs = 0;

            /**
             * RunConfig startWorkers.
             * @member {number} startWorkers
             * @memberof lockstep.v1.RunConfig
             * @instance
             */
            RunConfig.prototype.startWorkers = 0;

            /**
             * Encodes the specified RunConfig message. Does not implicitly {@link lockstep.v1.RunConfig.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.RunConfig
             * @static
             * @param {lockstep.v1.RunConfig.$Properties} message RunConfig message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RunConfig.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.runId);
                if (message.jobName != null && $Object.hasOwnProperty.call(message, "jobName") && message.jobName !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.jobName);
                if (message.jobSha256 != null && $Object.hasOwnProperty.call(message, "jobSha256") && message.jobSha256 !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.jobSha256);
                if (message.batchSize != null && $Object.hasOwnProperty.call(message, "batchSize") && message.batchSize !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.batchSize);
                if (message.epochs != null && $Object.hasOwnProperty.call(message, "epochs") && message.epochs !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.epochs);
                if (message.seed != null && $Object.hasOwnProperty.call(message, "seed") && message.seed !== 0)
                    writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.seed);
                if (message.transport != null && $Object.hasOwnProperty.call(message, "transport") && message.transport !== "")
                    writer.uint32(/* id 8, wireType 2 =*/66).string(message.transport);
                if (message.engine != null && $Object.hasOwnProperty.call(message, "engine") && message.engine !== "")
                    writer.uint32(/* id 9, wireType 2 =*/74).string(message.engine);
                if (message.heartbeatMs != null && $Object.hasOwnProperty.call(message, "heartbeatMs") && message.heartbeatMs !== 0)
                    writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.heartbeatMs);
                if (message.stepDeadlineMs != null && $Object.hasOwnProperty.call(message, "stepDeadlineMs") && message.stepDeadlineMs !== 0)
                    writer.uint32(/* id 11, wireType 0 =*/88).uint32(message.stepDeadlineMs);
                if (message.dataset != null && $Object.hasOwnProperty.call(message, "dataset"))
                    $root.lockstep.v1.DatasetInfo.encode(message.dataset, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                if (message.dataMode != null && $Object.hasOwnProperty.call(message, "dataMode") && message.dataMode !== "")
                    writer.uint32(/* id 13, wireType 2 =*/106).string(message.dataMode);
                if (message.reproducible != null && $Object.hasOwnProperty.call(message, "reproducible") && message.reproducible !== false)
                    writer.uint32(/* id 14, wireType 0 =*/112).bool(message.reproducible);
                if (message.heartbeatTimeoutMs != null && $Object.hasOwnProperty.call(message, "heartbeatTimeoutMs") && message.heartbeatTimeoutMs !== 0)
                    writer.uint32(/* id 20, wireType 0 =*/160).uint32(message.heartbeatTimeoutMs);
                if (message.wire != null && $Object.hasOwnProperty.call(message, "wire") && message.wire !== "")
                    writer.uint32(/* id 21, wireType 2 =*/170).string(message.wire);
                if (message.checkpointEverySteps != null && $Object.hasOwnProperty.call(message, "checkpointEverySteps") && message.checkpointEverySteps !== 0)
                    writer.uint32(/* id 22, wireType 0 =*/176).uint32(message.checkpointEverySteps);
                if (message.checkpointEveryMs != null && $Object.hasOwnProperty.call(message, "checkpointEveryMs") && message.checkpointEveryMs !== 0)
                    writer.uint32(/* id 23, wireType 0 =*/184).uint32(message.checkpointEveryMs);
                if (message.jobBlobs != null && message.jobBlobs.length)
                    for (let i = 0; i < message.jobBlobs.length; ++i)
                        writer.uint32(/* id 30, wireType 2 =*/242).string(message.jobBlobs[i]);
                if (message.scheduleEpochs != null && $Object.hasOwnProperty.call(message, "scheduleEpochs") && message.scheduleEpochs !== 0)
                    writer.uint32(/* id 31, wireType 0 =*/248).uint32(message.scheduleEpochs);
                if (message.startWorkers != null && $Object.hasOwnProperty.call(message, "startWorkers") && message.startWorkers !== 0)
                    writer.uint32(/* id 32, wireType 0 =*/256).uint32(message.startWorkers);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RunConfig message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.RunConfig
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.RunConfig & lockstep.v1.RunConfig.$Shape} RunConfig
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RunConfig.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.RunConfig();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.runId = value;
                            else
                                delete message.runId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.jobName = value;
                            else
                                delete message.jobName;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.jobSha256 = value;
                            else
                                delete message.jobSha256;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.batchSize = value;
                            else
                                delete message.batchSize;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.epochs = value;
                            else
                                delete message.epochs;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.seed = value;
                            else
                                delete message.seed;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.transport = value;
                            else
                                delete message.transport;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.engine = value;
                            else
                                delete message.engine;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.heartbeatMs = value;
                            else
                                delete message.heartbeatMs;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.stepDeadlineMs = value;
                            else
                                delete message.stepDeadlineMs;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            message.dataset = $root.lockstep.v1.DatasetInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.dataset);
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.dataMode = value;
                            else
                                delete message.dataMode;
                            continue;
                        }
                    case 14: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.reproducible = value;
                            else
                                delete message.reproducible;
                            continue;
                        }
                    case 20: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.heartbeatTimeoutMs = value;
                            else
                                delete message.heartbeatTimeoutMs;
                            continue;
                        }
                    case 21: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.wire = value;
                            else
                                delete message.wire;
                            continue;
                        }
                    case 22: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.checkpointEverySteps = value;
                            else
                                delete message.checkpointEverySteps;
                            continue;
                        }
                    case 23: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.checkpointEveryMs = value;
                            else
                                delete message.checkpointEveryMs;
                            continue;
                        }
                    case 30: {
                            if (wireType !== 2)
                                break;
                            if (!(message.jobBlobs && message.jobBlobs.length))
                                message.jobBlobs = [];
                            message.jobBlobs.push(reader.stringVerify());
                            continue;
                        }
                    case 31: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.scheduleEpochs = value;
                            else
                                delete message.scheduleEpochs;
                            continue;
                        }
                    case 32: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.startWorkers = value;
                            else
                                delete message.startWorkers;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a RunConfig message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.RunConfig
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.RunConfig} RunConfig
             */
            RunConfig.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.RunConfig)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.RunConfig: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.RunConfig();
                if (object.runId != null)
                    if (typeof object.runId !== "string" || object.runId.length)
                        message.runId = $String(object.runId);
                if (object.jobName != null)
                    if (typeof object.jobName !== "string" || object.jobName.length)
                        message.jobName = $String(object.jobName);
                if (object.jobSha256 != null)
                    if (typeof object.jobSha256 !== "string" || object.jobSha256.length)
                        message.jobSha256 = $String(object.jobSha256);
                if (object.batchSize != null)
                    if ($Number(object.batchSize) !== 0)
                        message.batchSize = object.batchSize >>> 0;
                if (object.epochs != null)
                    if ($Number(object.epochs) !== 0)
                        message.epochs = object.epochs >>> 0;
                if (object.seed != null)
                    if ($Number(object.seed) !== 0)
                        message.seed = object.seed >>> 0;
                if (object.transport != null)
                    if (typeof object.transport !== "string" || object.transport.length)
                        message.transport = $String(object.transport);
                if (object.engine != null)
                    if (typeof object.engine !== "string" || object.engine.length)
                        message.engine = $String(object.engine);
                if (object.heartbeatMs != null)
                    if ($Number(object.heartbeatMs) !== 0)
                        message.heartbeatMs = object.heartbeatMs >>> 0;
                if (object.stepDeadlineMs != null)
                    if ($Number(object.stepDeadlineMs) !== 0)
                        message.stepDeadlineMs = object.stepDeadlineMs >>> 0;
                if (object.dataset != null) {
                    if (!$util.isObject(object.dataset))
                        throw $TypeError(".lockstep.v1.RunConfig.dataset: object expected");
                    message.dataset = $root.lockstep.v1.DatasetInfo.fromObject(object.dataset, _depth + 1);
                }
                if (object.dataMode != null)
                    if (typeof object.dataMode !== "string" || object.dataMode.length)
                        message.dataMode = $String(object.dataMode);
                if (object.reproducible != null)
                    if (object.reproducible)
                        message.reproducible = $Boolean(object.reproducible);
                if (object.heartbeatTimeoutMs != null)
                    if ($Number(object.heartbeatTimeoutMs) !== 0)
                        message.heartbeatTimeoutMs = object.heartbeatTimeoutMs >>> 0;
                if (object.wire != null)
                    if (typeof object.wire !== "string" || object.wire.length)
                        message.wire = $String(object.wire);
                if (object.checkpointEverySteps != null)
                    if ($Number(object.checkpointEverySteps) !== 0)
                        message.checkpointEverySteps = object.checkpointEverySteps >>> 0;
                if (object.checkpointEveryMs != null)
                    if ($Number(object.checkpointEveryMs) !== 0)
                        message.checkpointEveryMs = object.checkpointEveryMs >>> 0;
                if (object.jobBlobs) {
                    if (!$Array.isArray(object.jobBlobs))
                        throw $TypeError(".lockstep.v1.RunConfig.jobBlobs: array expected");
                    message.jobBlobs = $Array(object.jobBlobs.length);
                    for (let i = 0; i < object.jobBlobs.length; ++i)
                        message.jobBlobs[i] = $String(object.jobBlobs[i]);
                }
                if (object.scheduleEpochs != null)
                    if ($Number(object.scheduleEpochs) !== 0)
                        message.scheduleEpochs = object.scheduleEpochs >>> 0;
                if (object.startWorkers != null)
                    if ($Number(object.startWorkers) !== 0)
                        message.startWorkers = object.startWorkers >>> 0;
                return message;
            };

            /**
             * Creates a plain object from a RunConfig message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.RunConfig
             * @static
             * @param {lockstep.v1.RunConfig} message RunConfig
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            RunConfig.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.jobBlobs = [];
                if (options.defaults) {
                    object.runId = "";
                    object.jobName = "";
                    object.jobSha256 = "";
                    object.batchSize = 0;
                    object.epochs = 0;
                    object.seed = 0;
                    object.transport = "";
                    object.engine = "";
                    object.heartbeatMs = 0;
                    object.stepDeadlineMs = 0;
                    object.dataset = null;
                    object.dataMode = "";
                    object.reproducible = false;
                    object.heartbeatTimeoutMs = 0;
                    object.wire = "";
                    object.checkpointEverySteps = 0;
                    object.checkpointEveryMs = 0;
                    object.scheduleEpochs = 0;
                    object.startWorkers = 0;
                }
                if (message.runId != null && $Object.hasOwnProperty.call(message, "runId"))
                    object.runId = message.runId;
                if (message.jobName != null && $Object.hasOwnProperty.call(message, "jobName"))
                    object.jobName = message.jobName;
                if (message.jobSha256 != null && $Object.hasOwnProperty.call(message, "jobSha256"))
                    object.jobSha256 = message.jobSha256;
                if (message.batchSize != null && $Object.hasOwnProperty.call(message, "batchSize"))
                    object.batchSize = message.batchSize;
                if (message.epochs != null && $Object.hasOwnProperty.call(message, "epochs"))
                    object.epochs = message.epochs;
                if (message.seed != null && $Object.hasOwnProperty.call(message, "seed"))
                    object.seed = message.seed;
                if (message.transport != null && $Object.hasOwnProperty.call(message, "transport"))
                    object.transport = message.transport;
                if (message.engine != null && $Object.hasOwnProperty.call(message, "engine"))
                    object.engine = message.engine;
                if (message.heartbeatMs != null && $Object.hasOwnProperty.call(message, "heartbeatMs"))
                    object.heartbeatMs = message.heartbeatMs;
                if (message.stepDeadlineMs != null && $Object.hasOwnProperty.call(message, "stepDeadlineMs"))
                    object.stepDeadlineMs = message.stepDeadlineMs;
                if (message.dataset != null && $Object.hasOwnProperty.call(message, "dataset"))
                    object.dataset = $root.lockstep.v1.DatasetInfo.toObject(message.dataset, options, _depth + 1);
                if (message.dataMode != null && $Object.hasOwnProperty.call(message, "dataMode"))
                    object.dataMode = message.dataMode;
                if (message.reproducible != null && $Object.hasOwnProperty.call(message, "reproducible"))
                    object.reproducible = message.reproducible;
                if (message.heartbeatTimeoutMs != null && $Object.hasOwnProperty.call(message, "heartbeatTimeoutMs"))
                    object.heartbeatTimeoutMs = message.heartbeatTimeoutMs;
                if (message.wire != null && $Object.hasOwnProperty.call(message, "wire"))
                    object.wire = message.wire;
                if (message.checkpointEverySteps != null && $Object.hasOwnProperty.call(message, "checkpointEverySteps"))
                    object.checkpointEverySteps = message.checkpointEverySteps;
                if (message.checkpointEveryMs != null && $Object.hasOwnProperty.call(message, "checkpointEveryMs"))
                    object.checkpointEveryMs = message.checkpointEveryMs;
                if (message.jobBlobs && message.jobBlobs.length) {
                    object.jobBlobs = $Array(message.jobBlobs.length);
                    for (let j = 0; j < message.jobBlobs.length; ++j)
                        object.jobBlobs[j] = message.jobBlobs[j];
                }
                if (message.scheduleEpochs != null && $Object.hasOwnProperty.call(message, "scheduleEpochs"))
                    object.scheduleEpochs = message.scheduleEpochs;
                if (message.startWorkers != null && $Object.hasOwnProperty.call(message, "startWorkers"))
                    object.startWorkers = message.startWorkers;
                return object;
            };

            /**
             * Converts this RunConfig to JSON.
             * @function toJSON
             * @memberof lockstep.v1.RunConfig
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            RunConfig.prototype.toJSON = function() {
                return RunConfig.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for RunConfig
             * @function getTypeUrl
             * @memberof lockstep.v1.RunConfig
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            RunConfig.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.RunConfig";
            };

            return RunConfig;
        })();

        v1.DatasetInfo = (function() {

            /**
             * Properties of a DatasetInfo.
             * @typedef {Object} lockstep.v1.DatasetInfo.$Properties
             * @property {string|null} [name] DatasetInfo name
             * @property {string|null} [provenance] DatasetInfo provenance
             * @property {boolean|null} [substitute] DatasetInfo substitute
             * @property {Array.<string>|null} [classes] DatasetInfo classes
             * @property {lockstep.v1.SplitInfo.$Properties|null} [train] DatasetInfo train
             * @property {lockstep.v1.SplitInfo.$Properties|null} [test] DatasetInfo test
             * @property {string|null} [prepared] DatasetInfo prepared
             * @property {lockstep.v1.SplitInfo.$Properties|null} [validation] DatasetInfo validation
             * @property {string|null} [pack] DatasetInfo pack
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DatasetInfo.
             * @memberof lockstep.v1
             * @interface IDatasetInfo
             * @augments lockstep.v1.DatasetInfo.$Properties
             * @deprecated Use lockstep.v1.DatasetInfo.$Properties instead.
             */

            /**
             * Shape of a DatasetInfo.
             * @typedef {lockstep.v1.DatasetInfo.$Properties} lockstep.v1.DatasetInfo.$Shape
             */

            /**
             * Constructs a new DatasetInfo.
             * @memberof lockstep.v1
             * @classdesc Represents a DatasetInfo.
             * @constructor
             * @param {lockstep.v1.DatasetInfo.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DatasetInfo = function (properties) {
                this.classes = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DatasetInfo name.
             * @member {string} name
             * @memberof lockstep.v1.DatasetInfo
             * @instance
             */
            DatasetInfo.prototype.name = "";

            /**
             * DatasetInfo provenance.
             * @member {string} provenance
             * @memberof lockstep.v1.DatasetInfo
             * @instance
             */
            DatasetInfo.prototype.provenance = "";

            /**
             * DatasetInfo substitute.
             * @member {boolean} substitute
             * @memberof lockstep.v1.DatasetInfo
             * @instance
             */
            DatasetInfo.prototype.substitute = false;

            /**
             * DatasetInfo classes.
             * @member {Array.<string>} classes
             * @memberof lockstep.v1.DatasetInfo
             * @instance
             */
            DatasetInfo.prototype.classes = $util.emptyArray;

            /**
             * DatasetInfo train.
             * @member {lockstep.v1.SplitInfo.$Properties|null|undefined} train
             * @memberof lockstep.v1.DatasetInfo
             * @instance
             */
            DatasetInfo.prototype.train = null;

            /**
             * DatasetInfo test.
             * @member {lockstep.v1.SplitInfo.$Properties|null|undefined} test
             * @memberof lockstep.v1.DatasetInfo
             * @instance
             */
            DatasetInfo.prototype.test = null;

            /**
             * DatasetInfo prepared.
             * @member {string} prepared
             * @memberof lockstep.v1.DatasetInfo
             * @instance
             */
            DatasetInfo.prototype.prepared = "";

            /**
             * DatasetInfo validation.
             * @member {lockstep.v1.SplitInfo.$Properties|null|undefined} validation
             * @memberof lockstep.v1.DatasetInfo
             * @instance
             */
            DatasetInfo.prototype.validation = null;

            /**
             * DatasetInfo pack.
             * @member {string|null|undefined} pack
             * @memberof lockstep.v1.DatasetInfo
             * @instance
             */
            DatasetInfo.prototype.pack = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(DatasetInfo.prototype, "_pack", {
                get: $util.oneOfGetter($oneOfFields = ["pack"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified DatasetInfo message. Does not implicitly {@link lockstep.v1.DatasetInfo.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.DatasetInfo
             * @static
             * @param {lockstep.v1.DatasetInfo.$Properties} message DatasetInfo message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DatasetInfo.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                if (message.provenance != null && $Object.hasOwnProperty.call(message, "provenance") && message.provenance !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.provenance);
                if (message.substitute != null && $Object.hasOwnProperty.call(message, "substitute") && message.substitute !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.substitute);
                if (message.classes != null && message.classes.length)
                    for (let i = 0; i < message.classes.length; ++i)
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.classes[i]);
                if (message.train != null && $Object.hasOwnProperty.call(message, "train"))
                    $root.lockstep.v1.SplitInfo.encode(message.train, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.test != null && $Object.hasOwnProperty.call(message, "test"))
                    $root.lockstep.v1.SplitInfo.encode(message.test, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.prepared != null && $Object.hasOwnProperty.call(message, "prepared") && message.prepared !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.prepared);
                if (message.validation != null && $Object.hasOwnProperty.call(message, "validation"))
                    $root.lockstep.v1.SplitInfo.encode(message.validation, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.pack != null && $Object.hasOwnProperty.call(message, "pack"))
                    writer.uint32(/* id 9, wireType 2 =*/74).string(message.pack);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DatasetInfo message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.DatasetInfo
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.DatasetInfo & lockstep.v1.DatasetInfo.$Shape} DatasetInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DatasetInfo.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.DatasetInfo();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.provenance = value;
                            else
                                delete message.provenance;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.substitute = value;
                            else
                                delete message.substitute;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.classes && message.classes.length))
                                message.classes = [];
                            message.classes.push(reader.stringVerify());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.train = $root.lockstep.v1.SplitInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.train);
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.test = $root.lockstep.v1.SplitInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.test);
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.prepared = value;
                            else
                                delete message.prepared;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.validation = $root.lockstep.v1.SplitInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.validation);
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.pack = reader.stringVerify();
                            message._pack = "pack";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a DatasetInfo message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.DatasetInfo
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.DatasetInfo} DatasetInfo
             */
            DatasetInfo.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.DatasetInfo)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.DatasetInfo: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.DatasetInfo();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.provenance != null)
                    if (typeof object.provenance !== "string" || object.provenance.length)
                        message.provenance = $String(object.provenance);
                if (object.substitute != null)
                    if (object.substitute)
                        message.substitute = $Boolean(object.substitute);
                if (object.classes) {
                    if (!$Array.isArray(object.classes))
                        throw $TypeError(".lockstep.v1.DatasetInfo.classes: array expected");
                    message.classes = $Array(object.classes.length);
                    for (let i = 0; i < object.classes.length; ++i)
                        message.classes[i] = $String(object.classes[i]);
                }
                if (object.train != null) {
                    if (!$util.isObject(object.train))
                        throw $TypeError(".lockstep.v1.DatasetInfo.train: object expected");
                    message.train = $root.lockstep.v1.SplitInfo.fromObject(object.train, _depth + 1);
                }
                if (object.test != null) {
                    if (!$util.isObject(object.test))
                        throw $TypeError(".lockstep.v1.DatasetInfo.test: object expected");
                    message.test = $root.lockstep.v1.SplitInfo.fromObject(object.test, _depth + 1);
                }
                if (object.prepared != null)
                    if (typeof object.prepared !== "string" || object.prepared.length)
                        message.prepared = $String(object.prepared);
                if (object.validation != null) {
                    if (!$util.isObject(object.validation))
                        throw $TypeError(".lockstep.v1.DatasetInfo.validation: object expected");
                    message.validation = $root.lockstep.v1.SplitInfo.fromObject(object.validation, _depth + 1);
                }
                if (object.pack != null)
                    message.pack = $String(object.pack);
                return message;
            };

            /**
             * Creates a plain object from a DatasetInfo message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.DatasetInfo
             * @static
             * @param {lockstep.v1.DatasetInfo} message DatasetInfo
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            DatasetInfo.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.classes = [];
                if (options.defaults) {
                    object.name = "";
                    object.provenance = "";
                    object.substitute = false;
                    object.train = null;
                    object.test = null;
                    object.prepared = "";
                    object.validation = null;
                }
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.provenance != null && $Object.hasOwnProperty.call(message, "provenance"))
                    object.provenance = message.provenance;
                if (message.substitute != null && $Object.hasOwnProperty.call(message, "substitute"))
                    object.substitute = message.substitute;
                if (message.classes && message.classes.length) {
                    object.classes = $Array(message.classes.length);
                    for (let j = 0; j < message.classes.length; ++j)
                        object.classes[j] = message.classes[j];
                }
                if (message.train != null && $Object.hasOwnProperty.call(message, "train"))
                    object.train = $root.lockstep.v1.SplitInfo.toObject(message.train, options, _depth + 1);
                if (message.test != null && $Object.hasOwnProperty.call(message, "test"))
                    object.test = $root.lockstep.v1.SplitInfo.toObject(message.test, options, _depth + 1);
                if (message.prepared != null && $Object.hasOwnProperty.call(message, "prepared"))
                    object.prepared = message.prepared;
                if (message.validation != null && $Object.hasOwnProperty.call(message, "validation"))
                    object.validation = $root.lockstep.v1.SplitInfo.toObject(message.validation, options, _depth + 1);
                if (message.pack != null && $Object.hasOwnProperty.call(message, "pack"))
                    object.pack = message.pack;
                return object;
            };

            /**
             * Converts this DatasetInfo to JSON.
             * @function toJSON
             * @memberof lockstep.v1.DatasetInfo
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            DatasetInfo.prototype.toJSON = function() {
                return DatasetInfo.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for DatasetInfo
             * @function getTypeUrl
             * @memberof lockstep.v1.DatasetInfo
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            DatasetInfo.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.DatasetInfo";
            };

            return DatasetInfo;
        })();

        v1.SplitInfo = (function() {

            /**
             * Properties of a SplitInfo.
             * @typedef {Object} lockstep.v1.SplitInfo.$Properties
             * @property {number|null} [length] SplitInfo length
             * @property {Array.<lockstep.v1.ColumnInfo.$Properties>|null} [columns] SplitInfo columns
             * @property {string|null} [sha256] SplitInfo sha256
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SplitInfo.
             * @memberof lockstep.v1
             * @interface ISplitInfo
             * @augments lockstep.v1.SplitInfo.$Properties
             * @deprecated Use lockstep.v1.SplitInfo.$Properties instead.
             */

            /**
             * Shape of a SplitInfo.
             * @typedef {lockstep.v1.SplitInfo.$Properties} lockstep.v1.SplitInfo.$Shape
             */

            /**
             * Constructs a new SplitInfo.
             * @memberof lockstep.v1
             * @classdesc Represents a SplitInfo.
             * @constructor
             * @param {lockstep.v1.SplitInfo.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SplitInfo = function (properties) {
                this.columns = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SplitInfo length.
             * @member {number} length
             * @memberof lockstep.v1.SplitInfo
             * @instance
             */
            SplitInfo.prototype.length = 0;

            /**
             * SplitInfo columns.
             * @member {Array.<lockstep.v1.ColumnInfo.$Properties>} columns
             * @memberof lockstep.v1.SplitInfo
             * @instance
             */
            SplitInfo.prototype.columns = $util.emptyArray;

            /**
             * SplitInfo sha256.
             * @member {string} sha256
             * @memberof lockstep.v1.SplitInfo
             * @instance
             */
            SplitInfo.prototype.sha256 = "";

            /**
             * Encodes the specified SplitInfo message. Does not implicitly {@link lockstep.v1.SplitInfo.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.SplitInfo
             * @static
             * @param {lockstep.v1.SplitInfo.$Properties} message SplitInfo message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SplitInfo.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.length != null && $Object.hasOwnProperty.call(message, "length") && message.length !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.length);
                if (message.columns != null && message.columns.length)
                    for (let i = 0; i < message.columns.length; ++i)
                        $root.lockstep.v1.ColumnInfo.encode(message.columns[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.sha256 != null && $Object.hasOwnProperty.call(message, "sha256") && message.sha256 !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.sha256);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SplitInfo message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.SplitInfo
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.SplitInfo & lockstep.v1.SplitInfo.$Shape} SplitInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SplitInfo.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.SplitInfo();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.length = value;
                            else
                                delete message.length;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.columns && message.columns.length))
                                message.columns = [];
                            message.columns.push($root.lockstep.v1.ColumnInfo.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.sha256 = value;
                            else
                                delete message.sha256;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a SplitInfo message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.SplitInfo
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.SplitInfo} SplitInfo
             */
            SplitInfo.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.SplitInfo)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.SplitInfo: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.SplitInfo();
                if (object.length != null)
                    if ($Number(object.length) !== 0)
                        message.length = object.length >>> 0;
                if (object.columns) {
                    if (!$Array.isArray(object.columns))
                        throw $TypeError(".lockstep.v1.SplitInfo.columns: array expected");
                    message.columns = $Array(object.columns.length);
                    for (let i = 0; i < object.columns.length; ++i) {
                        if (!$util.isObject(object.columns[i]))
                            throw $TypeError(".lockstep.v1.SplitInfo.columns: object expected");
                        message.columns[i] = $root.lockstep.v1.ColumnInfo.fromObject(object.columns[i], _depth + 1);
                    }
                }
                if (object.sha256 != null)
                    if (typeof object.sha256 !== "string" || object.sha256.length)
                        message.sha256 = $String(object.sha256);
                return message;
            };

            /**
             * Creates a plain object from a SplitInfo message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.SplitInfo
             * @static
             * @param {lockstep.v1.SplitInfo} message SplitInfo
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            SplitInfo.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.columns = [];
                if (options.defaults) {
                    object.length = 0;
                    object.sha256 = "";
                }
                if (message.length != null && $Object.hasOwnProperty.call(message, "length"))
                    object.length = message.length;
                if (message.columns && message.columns.length) {
                    object.columns = $Array(message.columns.length);
                    for (let j = 0; j < message.columns.length; ++j)
                        object.columns[j] = $root.lockstep.v1.ColumnInfo.toObject(message.columns[j], options, _depth + 1);
                }
                if (message.sha256 != null && $Object.hasOwnProperty.call(message, "sha256"))
                    object.sha256 = message.sha256;
                return object;
            };

            /**
             * Converts this SplitInfo to JSON.
             * @function toJSON
             * @memberof lockstep.v1.SplitInfo
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            SplitInfo.prototype.toJSON = function() {
                return SplitInfo.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for SplitInfo
             * @function getTypeUrl
             * @memberof lockstep.v1.SplitInfo
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            SplitInfo.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.SplitInfo";
            };

            return SplitInfo;
        })();

        v1.ColumnInfo = (function() {

            /**
             * Properties of a ColumnInfo.
             * @typedef {Object} lockstep.v1.ColumnInfo.$Properties
             * @property {string|null} [name] ColumnInfo name
             * @property {string|null} [type] ColumnInfo type
             * @property {Array.<number>|null} [shape] ColumnInfo shape
             * @property {number|null} [min] ColumnInfo min
             * @property {number|null} [max] ColumnInfo max
             * @property {boolean|null} [whole] ColumnInfo whole
             * @property {string|null} [stored] ColumnInfo stored
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ColumnInfo.
             * @memberof lockstep.v1
             * @interface IColumnInfo
             * @augments lockstep.v1.ColumnInfo.$Properties
             * @deprecated Use lockstep.v1.ColumnInfo.$Properties instead.
             */

            /**
             * Shape of a ColumnInfo.
             * @typedef {lockstep.v1.ColumnInfo.$Properties} lockstep.v1.ColumnInfo.$Shape
             */

            /**
             * Constructs a new ColumnInfo.
             * @memberof lockstep.v1
             * @classdesc Represents a ColumnInfo.
             * @constructor
             * @param {lockstep.v1.ColumnInfo.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ColumnInfo = function (properties) {
                this.shape = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ColumnInfo name.
             * @member {string} name
             * @memberof lockstep.v1.ColumnInfo
             * @instance
             */
            ColumnInfo.prototype.name = "";

            /**
             * ColumnInfo type.
             * @member {string} type
             * @memberof lockstep.v1.ColumnInfo
             * @instance
             */
            ColumnInfo.prototype.type = "";

            /**
             * ColumnInfo shape.
             * @member {Array.<number>} shape
             * @memberof lockstep.v1.ColumnInfo
             * @instance
             */
            ColumnInfo.prototype.shape = $util.emptyArray;

            /**
             * ColumnInfo min.
             * @member {number} min
             * @memberof lockstep.v1.ColumnInfo
             * @instance
             */
            ColumnInfo.prototype.min = 0;

            /**
             * ColumnInfo max.
             * @member {number} max
             * @memberof lockstep.v1.ColumnInfo
             * @instance
             */
            ColumnInfo.prototype.max = 0;

            /**
             * ColumnInfo whole.
             * @member {boolean} whole
             * @memberof lockstep.v1.ColumnInfo
             * @instance
             */
            ColumnInfo.prototype.whole = false;

            /**
             * ColumnInfo stored.
             * @member {string} stored
             * @memberof lockstep.v1.ColumnInfo
             * @instance
             */
            ColumnInfo.prototype.stored = "";

            /**
             * Encodes the specified ColumnInfo message. Does not implicitly {@link lockstep.v1.ColumnInfo.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.ColumnInfo
             * @static
             * @param {lockstep.v1.ColumnInfo.$Properties} message ColumnInfo message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ColumnInfo.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.type);
                if (message.shape != null && message.shape.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).uint32s(message.shape);
                if (message.min != null && $Object.hasOwnProperty.call(message, "min") && !$Object.is(message.min, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.min);
                if (message.max != null && $Object.hasOwnProperty.call(message, "max") && !$Object.is(message.max, 0))
                    writer.uint32(/* id 5, wireType 1 =*/41).double(message.max);
                if (message.whole != null && $Object.hasOwnProperty.call(message, "whole") && message.whole !== false)
                    writer.uint32(/* id 6, wireType 0 =*/48).bool(message.whole);
                if (message.stored != null && $Object.hasOwnProperty.call(message, "stored") && message.stored !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.stored);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ColumnInfo message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.ColumnInfo
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.ColumnInfo & lockstep.v1.ColumnInfo.$Shape} ColumnInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ColumnInfo.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.ColumnInfo();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.type = value;
                            else
                                delete message.type;
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.shape && message.shape.length))
                                    message.shape = [];
                                reader.uint32s(message.shape);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.shape && message.shape.length))
                                message.shape = [];
                            message.shape.push(reader.uint32());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.min = value;
                            else
                                delete message.min;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.max = value;
                            else
                                delete message.max;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.whole = value;
                            else
                                delete message.whole;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.stored = value;
                            else
                                delete message.stored;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a ColumnInfo message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.ColumnInfo
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.ColumnInfo} ColumnInfo
             */
            ColumnInfo.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.ColumnInfo)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.ColumnInfo: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.ColumnInfo();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.type != null)
                    if (typeof object.type !== "string" || object.type.length)
                        message.type = $String(object.type);
                if (object.shape) {
                    if (!$Array.isArray(object.shape))
                        throw $TypeError(".lockstep.v1.ColumnInfo.shape: array expected");
                    message.shape = $Array(object.shape.length);
                    for (let i = 0; i < object.shape.length; ++i)
                        message.shape[i] = object.shape[i] >>> 0;
                }
                if (object.min != null)
                    if (!$Object.is($Number(object.min), 0))
                        message.min = $Number(object.min);
                if (object.max != null)
                    if (!$Object.is($Number(object.max), 0))
                        message.max = $Number(object.max);
                if (object.whole != null)
                    if (object.whole)
                        message.whole = $Boolean(object.whole);
                if (object.stored != null)
                    if (typeof object.stored !== "string" || object.stored.length)
                        message.stored = $String(object.stored);
                return message;
            };

            /**
             * Creates a plain object from a ColumnInfo message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.ColumnInfo
             * @static
             * @param {lockstep.v1.ColumnInfo} message ColumnInfo
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            ColumnInfo.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.shape = [];
                if (options.defaults) {
                    object.name = "";
                    object.type = "";
                    object.min = 0;
                    object.max = 0;
                    object.whole = false;
                    object.stored = "";
                }
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
                    object.type = message.type;
                if (message.shape && message.shape.length) {
                    object.shape = $Array(message.shape.length);
                    for (let j = 0; j < message.shape.length; ++j)
                        object.shape[j] = message.shape[j];
                }
                if (message.min != null && $Object.hasOwnProperty.call(message, "min"))
                    object.min = options.json && !$isFinite(message.min) ? $String(message.min) : message.min;
                if (message.max != null && $Object.hasOwnProperty.call(message, "max"))
                    object.max = options.json && !$isFinite(message.max) ? $String(message.max) : message.max;
                if (message.whole != null && $Object.hasOwnProperty.call(message, "whole"))
                    object.whole = message.whole;
                if (message.stored != null && $Object.hasOwnProperty.call(message, "stored"))
                    object.stored = message.stored;
                return object;
            };

            /**
             * Converts this ColumnInfo to JSON.
             * @function toJSON
             * @memberof lockstep.v1.ColumnInfo
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            ColumnInfo.prototype.toJSON = function() {
                return ColumnInfo.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for ColumnInfo
             * @function getTypeUrl
             * @memberof lockstep.v1.ColumnInfo
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ColumnInfo.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.ColumnInfo";
            };

            return ColumnInfo;
        })();

        v1.Report = (function() {

            /**
             * Properties of a Report.
             * @typedef {Object} lockstep.v1.Report.$Properties
             * @property {lockstep.v1.Attach.$Properties|null} [attach] Report attach
             * @property {lockstep.v1.Heartbeat.$Properties|null} [heartbeat] Report heartbeat
             * @property {lockstep.v1.Ready.$Properties|null} [ready] Report ready
             * @property {lockstep.v1.Progress.$Properties|null} [progress] Report progress
             * @property {lockstep.v1.EpochEnd.$Properties|null} [epochEnd] Report epochEnd
             * @property {lockstep.v1.Suspect.$Properties|null} [suspect] Report suspect
             * @property {lockstep.v1.Interrupted.$Properties|null} [interrupted] Report interrupted
             * @property {lockstep.v1.Finished.$Properties|null} [finished] Report finished
             * @property {lockstep.v1.Failed.$Properties|null} [failed] Report failed
             * @property {lockstep.v1.Leave.$Properties|null} [leave] Report leave
             * @property {"attach"|"heartbeat"|"ready"|"progress"|"epochEnd"|"suspect"|"interrupted"|"finished"|"failed"|"leave"} [kind] Report kind
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Report.
             * @memberof lockstep.v1
             * @interface IReport
             * @augments lockstep.v1.Report.$Properties
             * @deprecated Use lockstep.v1.Report.$Properties instead.
             */

            /**
             * Narrowed shape of a Report.
             * @typedef {{
             *   attach?: lockstep.v1.Attach.$Shape|null;
             *   heartbeat?: lockstep.v1.Heartbeat.$Shape|null;
             *   ready?: lockstep.v1.Ready.$Shape|null;
             *   progress?: lockstep.v1.Progress.$Shape|null;
             *   epochEnd?: lockstep.v1.EpochEnd.$Shape|null;
             *   suspect?: lockstep.v1.Suspect.$Shape|null;
             *   interrupted?: lockstep.v1.Interrupted.$Shape|null;
             *   finished?: lockstep.v1.Finished.$Shape|null;
             *   failed?: lockstep.v1.Failed.$Shape|null;
             *   leave?: lockstep.v1.Leave.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ kind?: undefined; attach?: null; heartbeat?: null; ready?: null; progress?: null; epochEnd?: null; suspect?: null; interrupted?: null; finished?: null; failed?: null; leave?: null }|{ kind?: "attach"; attach: lockstep.v1.Attach.$Shape; heartbeat?: null; ready?: null; progress?: null; epochEnd?: null; suspect?: null; interrupted?: null; finished?: null; failed?: null; leave?: null }|{ kind?: "heartbeat"; attach?: null; heartbeat: lockstep.v1.Heartbeat.$Shape; ready?: null; progress?: null; epochEnd?: null; suspect?: null; interrupted?: null; finished?: null; failed?: null; leave?: null }|{ kind?: "ready"; attach?: null; heartbeat?: null; ready: lockstep.v1.Ready.$Shape; progress?: null; epochEnd?: null; suspect?: null; interrupted?: null; finished?: null; failed?: null; leave?: null }|{ kind?: "progress"; attach?: null; heartbeat?: null; ready?: null; progress: lockstep.v1.Progress.$Shape; epochEnd?: null; suspect?: null; interrupted?: null; finished?: null; failed?: null; leave?: null }|{ kind?: "epochEnd"; attach?: null; heartbeat?: null; ready?: null; progress?: null; epochEnd: lockstep.v1.EpochEnd.$Shape; suspect?: null; interrupted?: null; finished?: null; failed?: null; leave?: null }|{ kind?: "suspect"; attach?: null; heartbeat?: null; ready?: null; progress?: null; epochEnd?: null; suspect: lockstep.v1.Suspect.$Shape; interrupted?: null; finished?: null; failed?: null; leave?: null }|{ kind?: "interrupted"; attach?: null; heartbeat?: null; ready?: null; progress?: null; epochEnd?: null; suspect?: null; interrupted: lockstep.v1.Interrupted.$Shape; finished?: null; failed?: null; leave?: null }|{ kind?: "finished"; attach?: null; heartbeat?: null; ready?: null; progress?: null; epochEnd?: null; suspect?: null; interrupted?: null; finished: lockstep.v1.Finished.$Shape; failed?: null; leave?: null }|{ kind?: "failed"; attach?: null; heartbeat?: null; ready?: null; progress?: null; epochEnd?: null; suspect?: null; interrupted?: null; finished?: null; failed: lockstep.v1.Failed.$Shape; leave?: null }|{ kind?: "leave"; attach?: null; heartbeat?: null; ready?: null; progress?: null; epochEnd?: null; suspect?: null; interrupted?: null; finished?: null; failed?: null; leave: lockstep.v1.Leave.$Shape })
             * )} lockstep.v1.Report.$Shape
             */

            /**
             * Constructs a new Report.
             * @memberof lockstep.v1
             * @classdesc Represents a Report.
             * @constructor
             * @param {lockstep.v1.Report.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Report = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Report attach.
             * @member {lockstep.v1.Attach.$Properties|null|undefined} attach
             * @memberof lockstep.v1.Report
             * @instance
             */
            Report.prototype.attach = null;

            /**
             * Report heartbeat.
             * @member {lockstep.v1.Heartbeat.$Properties|null|undefined} heartbeat
             * @memberof lockstep.v1.Report
             * @instance
             */
            Report.prototype.heartbeat = null;

            /**
             * Report ready.
             * @member {lockstep.v1.Ready.$Properties|null|undefined} ready
             * @memberof lockstep.v1.Report
             * @instance
             */
            Report.prototype.ready = null;

            /**
             * Report progress.
             * @member {lockstep.v1.Progress.$Properties|null|undefined} progress
             * @memberof lockstep.v1.Report
             * @instance
             */
            Report.prototype.progress = null;

            /**
             * Report epochEnd.
             * @member {lockstep.v1.EpochEnd.$Properties|null|undefined} epochEnd
             * @memberof lockstep.v1.Report
             * @instance
             */
            Report.prototype.epochEnd = null;

            /**
             * Report suspect.
             * @member {lockstep.v1.Suspect.$Properties|null|undefined} suspect
             * @memberof lockstep.v1.Report
             * @instance
             */
            Report.prototype.suspect = null;

            /**
             * Report interrupted.
             * @member {lockstep.v1.Interrupted.$Properties|null|undefined} interrupted
             * @memberof lockstep.v1.Report
             * @instance
             */
            Report.prototype.interrupted = null;

            /**
             * Report finished.
             * @member {lockstep.v1.Finished.$Properties|null|undefined} finished
             * @memberof lockstep.v1.Report
             * @instance
             */
            Report.prototype.finished = null;

            /**
             * Report failed.
             * @member {lockstep.v1.Failed.$Properties|null|undefined} failed
             * @memberof lockstep.v1.Report
             * @instance
             */
            Report.prototype.failed = null;

            /**
             * Report leave.
             * @member {lockstep.v1.Leave.$Properties|null|undefined} leave
             * @memberof lockstep.v1.Report
             * @instance
             */
            Report.prototype.leave = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Report kind.
             * @member {"attach"|"heartbeat"|"ready"|"progress"|"epochEnd"|"suspect"|"interrupted"|"finished"|"failed"|"leave"|undefined} kind
             * @memberof lockstep.v1.Report
             * @instance
             */
            $Object.defineProperty(Report.prototype, "kind", {
                get: $util.oneOfGetter($oneOfFields = ["attach", "heartbeat", "ready", "progress", "epochEnd", "suspect", "interrupted", "finished", "failed", "leave"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Report message. Does not implicitly {@link lockstep.v1.Report.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Report
             * @static
             * @param {lockstep.v1.Report.$Properties} message Report message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Report.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.attach != null && $Object.hasOwnProperty.call(message, "attach"))
                    $root.lockstep.v1.Attach.encode(message.attach, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.heartbeat != null && $Object.hasOwnProperty.call(message, "heartbeat"))
                    $root.lockstep.v1.Heartbeat.encode(message.heartbeat, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.ready != null && $Object.hasOwnProperty.call(message, "ready"))
                    $root.lockstep.v1.Ready.encode(message.ready, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.progress != null && $Object.hasOwnProperty.call(message, "progress"))
                    $root.lockstep.v1.Progress.encode(message.progress, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.epochEnd != null && $Object.hasOwnProperty.call(message, "epochEnd"))
                    $root.lockstep.v1.EpochEnd.encode(message.epochEnd, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.suspect != null && $Object.hasOwnProperty.call(message, "suspect"))
                    $root.lockstep.v1.Suspect.encode(message.suspect, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.interrupted != null && $Object.hasOwnProperty.call(message, "interrupted"))
                    $root.lockstep.v1.Interrupted.encode(message.interrupted, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.finished != null && $Object.hasOwnProperty.call(message, "finished"))
                    $root.lockstep.v1.Finished.encode(message.finished, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.failed != null && $Object.hasOwnProperty.call(message, "failed"))
                    $root.lockstep.v1.Failed.encode(message.failed, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.leave != null && $Object.hasOwnProperty.call(message, "leave"))
                    $root.lockstep.v1.Leave.encode(message.leave, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Report message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Report
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Report & lockstep.v1.Report.$Shape} Report
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Report.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Report();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.attach = $root.lockstep.v1.Attach.decode(reader, reader.size(), $undefined, _depth + 1, message.attach);
                            message.kind = "attach";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.heartbeat = $root.lockstep.v1.Heartbeat.decode(reader, reader.size(), $undefined, _depth + 1, message.heartbeat);
                            message.kind = "heartbeat";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.ready = $root.lockstep.v1.Ready.decode(reader, reader.size(), $undefined, _depth + 1, message.ready);
                            message.kind = "ready";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.progress = $root.lockstep.v1.Progress.decode(reader, reader.size(), $undefined, _depth + 1, message.progress);
                            message.kind = "progress";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.epochEnd = $root.lockstep.v1.EpochEnd.decode(reader, reader.size(), $undefined, _depth + 1, message.epochEnd);
                            message.kind = "epochEnd";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.suspect = $root.lockstep.v1.Suspect.decode(reader, reader.size(), $undefined, _depth + 1, message.suspect);
                            message.kind = "suspect";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.interrupted = $root.lockstep.v1.Interrupted.decode(reader, reader.size(), $undefined, _depth + 1, message.interrupted);
                            message.kind = "interrupted";
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.finished = $root.lockstep.v1.Finished.decode(reader, reader.size(), $undefined, _depth + 1, message.finished);
                            message.kind = "finished";
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.failed = $root.lockstep.v1.Failed.decode(reader, reader.size(), $undefined, _depth + 1, message.failed);
                            message.kind = "failed";
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.leave = $root.lockstep.v1.Leave.decode(reader, reader.size(), $undefined, _depth + 1, message.leave);
                            message.kind = "leave";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Report message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Report
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Report} Report
             */
            Report.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Report)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Report: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Report();
                if (object.attach != null) {
                    if (!$util.isObject(object.attach))
                        throw $TypeError(".lockstep.v1.Report.attach: object expected");
                    message.attach = $root.lockstep.v1.Attach.fromObject(object.attach, _depth + 1);
                }
                if (object.heartbeat != null) {
                    if (!$util.isObject(object.heartbeat))
                        throw $TypeError(".lockstep.v1.Report.heartbeat: object expected");
                    message.heartbeat = $root.lockstep.v1.Heartbeat.fromObject(object.heartbeat, _depth + 1);
                }
                if (object.ready != null) {
                    if (!$util.isObject(object.ready))
                        throw $TypeError(".lockstep.v1.Report.ready: object expected");
                    message.ready = $root.lockstep.v1.Ready.fromObject(object.ready, _depth + 1);
                }
                if (object.progress != null) {
                    if (!$util.isObject(object.progress))
                        throw $TypeError(".lockstep.v1.Report.progress: object expected");
                    message.progress = $root.lockstep.v1.Progress.fromObject(object.progress, _depth + 1);
                }
                if (object.epochEnd != null) {
                    if (!$util.isObject(object.epochEnd))
                        throw $TypeError(".lockstep.v1.Report.epochEnd: object expected");
                    message.epochEnd = $root.lockstep.v1.EpochEnd.fromObject(object.epochEnd, _depth + 1);
                }
                if (object.suspect != null) {
                    if (!$util.isObject(object.suspect))
                        throw $TypeError(".lockstep.v1.Report.suspect: object expected");
                    message.suspect = $root.lockstep.v1.Suspect.fromObject(object.suspect, _depth + 1);
                }
                if (object.interrupted != null) {
                    if (!$util.isObject(object.interrupted))
                        throw $TypeError(".lockstep.v1.Report.interrupted: object expected");
                    message.interrupted = $root.lockstep.v1.Interrupted.fromObject(object.interrupted, _depth + 1);
                }
                if (object.finished != null) {
                    if (!$util.isObject(object.finished))
                        throw $TypeError(".lockstep.v1.Report.finished: object expected");
                    message.finished = $root.lockstep.v1.Finished.fromObject(object.finished, _depth + 1);
                }
                if (object.failed != null) {
                    if (!$util.isObject(object.failed))
                        throw $TypeError(".lockstep.v1.Report.failed: object expected");
                    message.failed = $root.lockstep.v1.Failed.fromObject(object.failed, _depth + 1);
                }
                if (object.leave != null) {
                    if (!$util.isObject(object.leave))
                        throw $TypeError(".lockstep.v1.Report.leave: object expected");
                    message.leave = $root.lockstep.v1.Leave.fromObject(object.leave, _depth + 1);
                }
                return message;
            };

            /**
             * Creates a plain object from a Report message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Report
             * @static
             * @param {lockstep.v1.Report} message Report
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Report.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (message.attach != null && $Object.hasOwnProperty.call(message, "attach")) {
                    object.attach = $root.lockstep.v1.Attach.toObject(message.attach, options, _depth + 1);
                    if (options.oneofs)
                        object.kind = "attach";
                }
                if (message.heartbeat != null && $Object.hasOwnProperty.call(message, "heartbeat")) {
                    object.heartbeat = $root.lockstep.v1.Heartbeat.toObject(message.heartbeat, options, _depth + 1);
                    if (options.oneofs)
                        object.kind = "heartbeat";
                }
                if (message.ready != null && $Object.hasOwnProperty.call(message, "ready")) {
                    object.ready = $root.lockstep.v1.Ready.toObject(message.ready, options, _depth + 1);
                    if (options.oneofs)
                        object.kind = "ready";
                }
                if (message.progress != null && $Object.hasOwnProperty.call(message, "progress")) {
                    object.progress = $root.lockstep.v1.Progress.toObject(message.progress, options, _depth + 1);
                    if (options.oneofs)
                        object.kind = "progress";
                }
                if (message.epochEnd != null && $Object.hasOwnProperty.call(message, "epochEnd")) {
                    object.epochEnd = $root.lockstep.v1.EpochEnd.toObject(message.epochEnd, options, _depth + 1);
                    if (options.oneofs)
                        object.kind = "epochEnd";
                }
                if (message.suspect != null && $Object.hasOwnProperty.call(message, "suspect")) {
                    object.suspect = $root.lockstep.v1.Suspect.toObject(message.suspect, options, _depth + 1);
                    if (options.oneofs)
                        object.kind = "suspect";
                }
                if (message.interrupted != null && $Object.hasOwnProperty.call(message, "interrupted")) {
                    object.interrupted = $root.lockstep.v1.Interrupted.toObject(message.interrupted, options, _depth + 1);
                    if (options.oneofs)
                        object.kind = "interrupted";
                }
                if (message.finished != null && $Object.hasOwnProperty.call(message, "finished")) {
                    object.finished = $root.lockstep.v1.Finished.toObject(message.finished, options, _depth + 1);
                    if (options.oneofs)
                        object.kind = "finished";
                }
                if (message.failed != null && $Object.hasOwnProperty.call(message, "failed")) {
                    object.failed = $root.lockstep.v1.Failed.toObject(message.failed, options, _depth + 1);
                    if (options.oneofs)
                        object.kind = "failed";
                }
                if (message.leave != null && $Object.hasOwnProperty.call(message, "leave")) {
                    object.leave = $root.lockstep.v1.Leave.toObject(message.leave, options, _depth + 1);
                    if (options.oneofs)
                        object.kind = "leave";
                }
                return object;
            };

            /**
             * Converts this Report to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Report
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Report.prototype.toJSON = function() {
                return Report.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Report
             * @function getTypeUrl
             * @memberof lockstep.v1.Report
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Report.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Report";
            };

            return Report;
        })();

        v1.Attach = (function() {

            /**
             * Properties of an Attach.
             * @typedef {Object} lockstep.v1.Attach.$Properties
             * @property {string|null} [workerId] Attach workerId
             * @property {string|null} [peerAddress] Attach peerAddress
             * @property {number|null} [generation] Attach generation
             * @property {lockstep.v1.Position.$Properties|null} [position] Attach position
             * @property {number|null} [newestGeneration] Attach newestGeneration
             * @property {lockstep.v1.EngineReport.$Properties|null} [engine] Attach engine
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Attach.
             * @memberof lockstep.v1
             * @interface IAttach
             * @augments lockstep.v1.Attach.$Properties
             * @deprecated Use lockstep.v1.Attach.$Properties instead.
             */

            /**
             * Shape of an Attach.
             * @typedef {lockstep.v1.Attach.$Properties} lockstep.v1.Attach.$Shape
             */

            /**
             * Constructs a new Attach.
             * @memberof lockstep.v1
             * @classdesc Represents an Attach.
             * @constructor
             * @param {lockstep.v1.Attach.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Attach = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Attach workerId.
             * @member {string} workerId
             * @memberof lockstep.v1.Attach
             * @instance
             */
            Attach.prototype.workerId = "";

            /**
             * Attach peerAddress.
             * @member {string} peerAddress
             * @memberof lockstep.v1.Attach
             * @instance
             */
            Attach.prototype.peerAddress = "";

            /**
             * Attach generation.
             * @member {number} generation
             * @memberof lockstep.v1.Attach
             * @instance
             */
            Attach.prototype.generation = 0;

            /**
             * Attach position.
             * @member {lockstep.v1.Position.$Properties|null|undefined} position
             * @memberof lockstep.v1.Attach
             * @instance
             */
            Attach.prototype.position = null;

            /**
             * Attach newestGeneration.
             * @member {number} newestGeneration
             * @memberof lockstep.v1.Attach
             * @instance
             */
            Attach.prototype.newestGeneration = 0;

            /**
             * Attach engine.
             * @member {lockstep.v1.EngineReport.$Properties|null|undefined} engine
             * @memberof lockstep.v1.Attach
             * @instance
             */
            Attach.prototype.engine = null;

            /**
             * Encodes the specified Attach message. Does not implicitly {@link lockstep.v1.Attach.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Attach
             * @static
             * @param {lockstep.v1.Attach.$Properties} message Attach message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Attach.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.workerId != null && $Object.hasOwnProperty.call(message, "workerId") && message.workerId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.workerId);
                if (message.peerAddress != null && $Object.hasOwnProperty.call(message, "peerAddress") && message.peerAddress !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.peerAddress);
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.generation);
                if (message.position != null && $Object.hasOwnProperty.call(message, "position"))
                    $root.lockstep.v1.Position.encode(message.position, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.newestGeneration != null && $Object.hasOwnProperty.call(message, "newestGeneration") && message.newestGeneration !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.newestGeneration);
                if (message.engine != null && $Object.hasOwnProperty.call(message, "engine"))
                    $root.lockstep.v1.EngineReport.encode(message.engine, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Attach message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Attach
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Attach & lockstep.v1.Attach.$Shape} Attach
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Attach.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Attach();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.workerId = value;
                            else
                                delete message.workerId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.peerAddress = value;
                            else
                                delete message.peerAddress;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.position = $root.lockstep.v1.Position.decode(reader, reader.size(), $undefined, _depth + 1, message.position);
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.newestGeneration = value;
                            else
                                delete message.newestGeneration;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.engine = $root.lockstep.v1.EngineReport.decode(reader, reader.size(), $undefined, _depth + 1, message.engine);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an Attach message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Attach
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Attach} Attach
             */
            Attach.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Attach)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Attach: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Attach();
                if (object.workerId != null)
                    if (typeof object.workerId !== "string" || object.workerId.length)
                        message.workerId = $String(object.workerId);
                if (object.peerAddress != null)
                    if (typeof object.peerAddress !== "string" || object.peerAddress.length)
                        message.peerAddress = $String(object.peerAddress);
                if (object.generation != null)
                    if ($Number(object.generation) !== 0)
                        message.generation = object.generation >>> 0;
                if (object.position != null) {
                    if (!$util.isObject(object.position))
                        throw $TypeError(".lockstep.v1.Attach.position: object expected");
                    message.position = $root.lockstep.v1.Position.fromObject(object.position, _depth + 1);
                }
                if (object.newestGeneration != null)
                    if ($Number(object.newestGeneration) !== 0)
                        message.newestGeneration = object.newestGeneration >>> 0;
                if (object.engine != null) {
                    if (!$util.isObject(object.engine))
                        throw $TypeError(".lockstep.v1.Attach.engine: object expected");
                    message.engine = $root.lockstep.v1.EngineReport.fromObject(object.engine, _depth + 1);
                }
                return message;
            };

            /**
             * Creates a plain object from an Attach message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Attach
             * @static
             * @param {lockstep.v1.Attach} message Attach
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Attach.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.workerId = "";
                    object.peerAddress = "";
                    object.generation = 0;
                    object.position = null;
                    object.newestGeneration = 0;
                    object.engine = null;
                }
                if (message.workerId != null && $Object.hasOwnProperty.call(message, "workerId"))
                    object.workerId = message.workerId;
                if (message.peerAddress != null && $Object.hasOwnProperty.call(message, "peerAddress"))
                    object.peerAddress = message.peerAddress;
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation"))
                    object.generation = message.generation;
                if (message.position != null && $Object.hasOwnProperty.call(message, "position"))
                    object.position = $root.lockstep.v1.Position.toObject(message.position, options, _depth + 1);
                if (message.newestGeneration != null && $Object.hasOwnProperty.call(message, "newestGeneration"))
                    object.newestGeneration = message.newestGeneration;
                if (message.engine != null && $Object.hasOwnProperty.call(message, "engine"))
                    object.engine = $root.lockstep.v1.EngineReport.toObject(message.engine, options, _depth + 1);
                return object;
            };

            /**
             * Converts this Attach to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Attach
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Attach.prototype.toJSON = function() {
                return Attach.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Attach
             * @function getTypeUrl
             * @memberof lockstep.v1.Attach
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Attach.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Attach";
            };

            return Attach;
        })();

        v1.Heartbeat = (function() {

            /**
             * Properties of a Heartbeat.
             * @typedef {Object} lockstep.v1.Heartbeat.$Properties
             * @property {number|null} [sentMs] Heartbeat sentMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Heartbeat.
             * @memberof lockstep.v1
             * @interface IHeartbeat
             * @augments lockstep.v1.Heartbeat.$Properties
             * @deprecated Use lockstep.v1.Heartbeat.$Properties instead.
             */

            /**
             * Shape of a Heartbeat.
             * @typedef {lockstep.v1.Heartbeat.$Properties} lockstep.v1.Heartbeat.$Shape
             */

            /**
             * Constructs a new Heartbeat.
             * @memberof lockstep.v1
             * @classdesc Represents a Heartbeat.
             * @constructor
             * @param {lockstep.v1.Heartbeat.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Heartbeat = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Heartbeat sentMs.
             * @member {number} sentMs
             * @memberof lockstep.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.sentMs = 0;

            /**
             * Encodes the specified Heartbeat message. Does not implicitly {@link lockstep.v1.Heartbeat.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Heartbeat
             * @static
             * @param {lockstep.v1.Heartbeat.$Properties} message Heartbeat message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Heartbeat.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.sentMs != null && $Object.hasOwnProperty.call(message, "sentMs") && !$Object.is(message.sentMs, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.sentMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Heartbeat message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Heartbeat
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Heartbeat & lockstep.v1.Heartbeat.$Shape} Heartbeat
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Heartbeat.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Heartbeat();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.sentMs = value;
                            else
                                delete message.sentMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Heartbeat message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Heartbeat
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Heartbeat} Heartbeat
             */
            Heartbeat.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Heartbeat)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Heartbeat: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Heartbeat();
                if (object.sentMs != null)
                    if (!$Object.is($Number(object.sentMs), 0))
                        message.sentMs = $Number(object.sentMs);
                return message;
            };

            /**
             * Creates a plain object from a Heartbeat message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Heartbeat
             * @static
             * @param {lockstep.v1.Heartbeat} message Heartbeat
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Heartbeat.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.sentMs = 0;
                if (message.sentMs != null && $Object.hasOwnProperty.call(message, "sentMs"))
                    object.sentMs = options.json && !$isFinite(message.sentMs) ? $String(message.sentMs) : message.sentMs;
                return object;
            };

            /**
             * Converts this Heartbeat to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Heartbeat
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Heartbeat.prototype.toJSON = function() {
                return Heartbeat.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Heartbeat
             * @function getTypeUrl
             * @memberof lockstep.v1.Heartbeat
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Heartbeat.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Heartbeat";
            };

            return Heartbeat;
        })();

        v1.Ready = (function() {

            /**
             * Properties of a Ready.
             * @typedef {Object} lockstep.v1.Ready.$Properties
             * @property {boolean|null} [hasState] Ready hasState
             * @property {lockstep.v1.Position.$Properties|null} [position] Ready position
             * @property {lockstep.v1.EngineReport.$Properties|null} [engine] Ready engine
             * @property {Array.<lockstep.v1.StartPhase.$Properties>|null} [phases] Ready phases
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Ready.
             * @memberof lockstep.v1
             * @interface IReady
             * @augments lockstep.v1.Ready.$Properties
             * @deprecated Use lockstep.v1.Ready.$Properties instead.
             */

            /**
             * Shape of a Ready.
             * @typedef {lockstep.v1.Ready.$Properties} lockstep.v1.Ready.$Shape
             */

            /**
             * Constructs a new Ready.
             * @memberof lockstep.v1
             * @classdesc Represents a Ready.
             * @constructor
             * @param {lockstep.v1.Ready.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Ready = function (properties) {
                this.phases = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Ready hasState.
             * @member {boolean} hasState
             * @memberof lockstep.v1.Ready
             * @instance
             */
            Ready.prototype.hasState = false;

            /**
             * Ready position.
             * @member {lockstep.v1.Position.$Properties|null|undefined} position
             * @memberof lockstep.v1.Ready
             * @instance
             */
            Ready.prototype.position = null;

            /**
             * Ready engine.
             * @member {lockstep.v1.EngineReport.$Properties|null|undefined} engine
             * @memberof lockstep.v1.Ready
             * @instance
             */
            Ready.prototype.engine = null;

            /**
             * Ready phases.
             * @member {Array.<lockstep.v1.StartPhase.$Properties>} phases
             * @memberof lockstep.v1.Ready
             * @instance
             */
            Ready.prototype.phases = $util.emptyArray;

            /**
             * Encodes the specified Ready message. Does not implicitly {@link lockstep.v1.Ready.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Ready
             * @static
             * @param {lockstep.v1.Ready.$Properties} message Ready message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Ready.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.hasState != null && $Object.hasOwnProperty.call(message, "hasState") && message.hasState !== false)
                    writer.uint32(/* id 1, wireType 0 =*/8).bool(message.hasState);
                if (message.position != null && $Object.hasOwnProperty.call(message, "position"))
                    $root.lockstep.v1.Position.encode(message.position, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.engine != null && $Object.hasOwnProperty.call(message, "engine"))
                    $root.lockstep.v1.EngineReport.encode(message.engine, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.phases != null && message.phases.length)
                    for (let i = 0; i < message.phases.length; ++i)
                        $root.lockstep.v1.StartPhase.encode(message.phases[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Ready message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Ready
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Ready & lockstep.v1.Ready.$Shape} Ready
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Ready.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Ready();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.hasState = value;
                            else
                                delete message.hasState;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.position = $root.lockstep.v1.Position.decode(reader, reader.size(), $undefined, _depth + 1, message.position);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.engine = $root.lockstep.v1.EngineReport.decode(reader, reader.size(), $undefined, _depth + 1, message.engine);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.phases && message.phases.length))
                                message.phases = [];
                            message.phases.push($root.lockstep.v1.StartPhase.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Ready message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Ready
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Ready} Ready
             */
            Ready.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Ready)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Ready: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Ready();
                if (object.hasState != null)
                    if (object.hasState)
                        message.hasState = $Boolean(object.hasState);
                if (object.position != null) {
                    if (!$util.isObject(object.position))
                        throw $TypeError(".lockstep.v1.Ready.position: object expected");
                    message.position = $root.lockstep.v1.Position.fromObject(object.position, _depth + 1);
                }
                if (object.engine != null) {
                    if (!$util.isObject(object.engine))
                        throw $TypeError(".lockstep.v1.Ready.engine: object expected");
                    message.engine = $root.lockstep.v1.EngineReport.fromObject(object.engine, _depth + 1);
                }
                if (object.phases) {
                    if (!$Array.isArray(object.phases))
                        throw $TypeError(".lockstep.v1.Ready.phases: array expected");
                    message.phases = $Array(object.phases.length);
                    for (let i = 0; i < object.phases.length; ++i) {
                        if (!$util.isObject(object.phases[i]))
                            throw $TypeError(".lockstep.v1.Ready.phases: object expected");
                        message.phases[i] = $root.lockstep.v1.StartPhase.fromObject(object.phases[i], _depth + 1);
                    }
                }
                return message;
            };

            /**
             * Creates a plain object from a Ready message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Ready
             * @static
             * @param {lockstep.v1.Ready} message Ready
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Ready.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.phases = [];
                if (options.defaults) {
                    object.hasState = false;
                    object.position = null;
                    object.engine = null;
                }
                if (message.hasState != null && $Object.hasOwnProperty.call(message, "hasState"))
                    object.hasState = message.hasState;
                if (message.position != null && $Object.hasOwnProperty.call(message, "position"))
                    object.position = $root.lockstep.v1.Position.toObject(message.position, options, _depth + 1);
                if (message.engine != null && $Object.hasOwnProperty.call(message, "engine"))
                    object.engine = $root.lockstep.v1.EngineReport.toObject(message.engine, options, _depth + 1);
                if (message.phases && message.phases.length) {
                    object.phases = $Array(message.phases.length);
                    for (let j = 0; j < message.phases.length; ++j)
                        object.phases[j] = $root.lockstep.v1.StartPhase.toObject(message.phases[j], options, _depth + 1);
                }
                return object;
            };

            /**
             * Converts this Ready to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Ready
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Ready.prototype.toJSON = function() {
                return Ready.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Ready
             * @function getTypeUrl
             * @memberof lockstep.v1.Ready
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Ready.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Ready";
            };

            return Ready;
        })();

        v1.StartPhase = (function() {

            /**
             * Properties of a StartPhase.
             * @typedef {Object} lockstep.v1.StartPhase.$Properties
             * @property {string|null} [name] StartPhase name
             * @property {number|null} [startMs] StartPhase startMs
             * @property {number|null} [durationMs] StartPhase durationMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a StartPhase.
             * @memberof lockstep.v1
             * @interface IStartPhase
             * @augments lockstep.v1.StartPhase.$Properties
             * @deprecated Use lockstep.v1.StartPhase.$Properties instead.
             */

            /**
             * Shape of a StartPhase.
             * @typedef {lockstep.v1.StartPhase.$Properties} lockstep.v1.StartPhase.$Shape
             */

            /**
             * Constructs a new StartPhase.
             * @memberof lockstep.v1
             * @classdesc Represents a StartPhase.
             * @constructor
             * @param {lockstep.v1.StartPhase.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const StartPhase = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * StartPhase name.
             * @member {string} name
             * @memberof lockstep.v1.StartPhase
             * @instance
             */
            StartPhase.prototype.name = "";

            /**
             * StartPhase startMs.
             * @member {number} startMs
             * @memberof lockstep.v1.StartPhase
             * @instance
             */
            StartPhase.prototype.startMs = 0;

            /**
             * StartPhase durationMs.
             * @member {number} durationMs
             * @memberof lockstep.v1.StartPhase
             * @instance
             */
            StartPhase.prototype.durationMs = 0;

            /**
             * Encodes the specified StartPhase message. Does not implicitly {@link lockstep.v1.StartPhase.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.StartPhase
             * @static
             * @param {lockstep.v1.StartPhase.$Properties} message StartPhase message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            StartPhase.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                if (message.startMs != null && $Object.hasOwnProperty.call(message, "startMs") && !$Object.is(message.startMs, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.startMs);
                if (message.durationMs != null && $Object.hasOwnProperty.call(message, "durationMs") && !$Object.is(message.durationMs, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.durationMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a StartPhase message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.StartPhase
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.StartPhase & lockstep.v1.StartPhase.$Shape} StartPhase
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            StartPhase.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.StartPhase();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.startMs = value;
                            else
                                delete message.startMs;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.durationMs = value;
                            else
                                delete message.durationMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a StartPhase message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.StartPhase
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.StartPhase} StartPhase
             */
            StartPhase.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.StartPhase)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.StartPhase: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.StartPhase();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.startMs != null)
                    if (!$Object.is($Number(object.startMs), 0))
                        message.startMs = $Number(object.startMs);
                if (object.durationMs != null)
                    if (!$Object.is($Number(object.durationMs), 0))
                        message.durationMs = $Number(object.durationMs);
                return message;
            };

            /**
             * Creates a plain object from a StartPhase message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.StartPhase
             * @static
             * @param {lockstep.v1.StartPhase} message StartPhase
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            StartPhase.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.name = "";
                    object.startMs = 0;
                    object.durationMs = 0;
                }
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.startMs != null && $Object.hasOwnProperty.call(message, "startMs"))
                    object.startMs = options.json && !$isFinite(message.startMs) ? $String(message.startMs) : message.startMs;
                if (message.durationMs != null && $Object.hasOwnProperty.call(message, "durationMs"))
                    object.durationMs = options.json && !$isFinite(message.durationMs) ? $String(message.durationMs) : message.durationMs;
                return object;
            };

            /**
             * Converts this StartPhase to JSON.
             * @function toJSON
             * @memberof lockstep.v1.StartPhase
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            StartPhase.prototype.toJSON = function() {
                return StartPhase.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for StartPhase
             * @function getTypeUrl
             * @memberof lockstep.v1.StartPhase
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            StartPhase.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.StartPhase";
            };

            return StartPhase;
        })();

        v1.EngineReport = (function() {

            /**
             * Properties of an EngineReport.
             * @typedef {Object} lockstep.v1.EngineReport.$Properties
             * @property {string|null} [backend] EngineReport backend
             * @property {string|null} [mode] EngineReport mode
             * @property {string|null} [device] EngineReport device
             * @property {string|null} [tensorflowVersion] EngineReport tensorflowVersion
             * @property {string|null} [note] EngineReport note
             * @property {number|null} [parameters] EngineReport parameters
             * @property {Array.<lockstep.v1.UpdateReport.$Properties>|null} [updates] EngineReport updates
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an EngineReport.
             * @memberof lockstep.v1
             * @interface IEngineReport
             * @augments lockstep.v1.EngineReport.$Properties
             * @deprecated Use lockstep.v1.EngineReport.$Properties instead.
             */

            /**
             * Shape of an EngineReport.
             * @typedef {lockstep.v1.EngineReport.$Properties} lockstep.v1.EngineReport.$Shape
             */

            /**
             * Constructs a new EngineReport.
             * @memberof lockstep.v1
             * @classdesc Represents an EngineReport.
             * @constructor
             * @param {lockstep.v1.EngineReport.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const EngineReport = function (properties) {
                this.updates = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * EngineReport backend.
             * @member {string} backend
             * @memberof lockstep.v1.EngineReport
             * @instance
             */
            EngineReport.prototype.backend = "";

            /**
             * EngineReport mode.
             * @member {string} mode
             * @memberof lockstep.v1.EngineReport
             * @instance
             */
            EngineReport.prototype.mode = "";

            /**
             * EngineReport device.
             * @member {string} device
             * @memberof lockstep.v1.EngineReport
             * @instance
             */
            EngineReport.prototype.device = "";

            /**
             * EngineReport tensorflowVersion.
             * @member {string} tensorflowVersion
             * @memberof lockstep.v1.EngineReport
             * @instance
             */
            EngineReport.prototype.tensorflowVersion = "";

            /**
             * EngineReport note.
             * @member {string} note
             * @memberof lockstep.v1.EngineReport
             * @instance
             */
            EngineReport.prototype.note = "";

            /**
             * EngineReport parameters.
             * @member {number} parameters
             * @memberof lockstep.v1.EngineReport
             * @instance
             */
            EngineReport.prototype.parameters = 0;

            /**
             * EngineReport updates.
             * @member {Array.<lockstep.v1.UpdateReport.$Properties>} updates
             * @memberof lockstep.v1.EngineReport
             * @instance
             */
            EngineReport.prototype.updates = $util.emptyArray;

            /**
             * Encodes the specified EngineReport message. Does not implicitly {@link lockstep.v1.EngineReport.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.EngineReport
             * @static
             * @param {lockstep.v1.EngineReport.$Properties} message EngineReport message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            EngineReport.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.backend != null && $Object.hasOwnProperty.call(message, "backend") && message.backend !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.backend);
                if (message.mode != null && $Object.hasOwnProperty.call(message, "mode") && message.mode !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.mode);
                if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.device);
                if (message.tensorflowVersion != null && $Object.hasOwnProperty.call(message, "tensorflowVersion") && message.tensorflowVersion !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.tensorflowVersion);
                if (message.note != null && $Object.hasOwnProperty.call(message, "note") && message.note !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.note);
                if (message.parameters != null && $Object.hasOwnProperty.call(message, "parameters") && message.parameters !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.parameters);
                if (message.updates != null && message.updates.length)
                    for (let i = 0; i < message.updates.length; ++i)
                        $root.lockstep.v1.UpdateReport.encode(message.updates[i], writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an EngineReport message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.EngineReport
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.EngineReport & lockstep.v1.EngineReport.$Shape} EngineReport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            EngineReport.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.EngineReport();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.backend = value;
                            else
                                delete message.backend;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.mode = value;
                            else
                                delete message.mode;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.device = value;
                            else
                                delete message.device;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.tensorflowVersion = value;
                            else
                                delete message.tensorflowVersion;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.note = value;
                            else
                                delete message.note;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.parameters = value;
                            else
                                delete message.parameters;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (!(message.updates && message.updates.length))
                                message.updates = [];
                            message.updates.push($root.lockstep.v1.UpdateReport.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an EngineReport message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.EngineReport
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.EngineReport} EngineReport
             */
            EngineReport.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.EngineReport)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.EngineReport: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.EngineReport();
                if (object.backend != null)
                    if (typeof object.backend !== "string" || object.backend.length)
                        message.backend = $String(object.backend);
                if (object.mode != null)
                    if (typeof object.mode !== "string" || object.mode.length)
                        message.mode = $String(object.mode);
                if (object.device != null)
                    if (typeof object.device !== "string" || object.device.length)
                        message.device = $String(object.device);
                if (object.tensorflowVersion != null)
                    if (typeof object.tensorflowVersion !== "string" || object.tensorflowVersion.length)
                        message.tensorflowVersion = $String(object.tensorflowVersion);
                if (object.note != null)
                    if (typeof object.note !== "string" || object.note.length)
                        message.note = $String(object.note);
                if (object.parameters != null)
                    if ($Number(object.parameters) !== 0)
                        message.parameters = object.parameters >>> 0;
                if (object.updates) {
                    if (!$Array.isArray(object.updates))
                        throw $TypeError(".lockstep.v1.EngineReport.updates: array expected");
                    message.updates = $Array(object.updates.length);
                    for (let i = 0; i < object.updates.length; ++i) {
                        if (!$util.isObject(object.updates[i]))
                            throw $TypeError(".lockstep.v1.EngineReport.updates: object expected");
                        message.updates[i] = $root.lockstep.v1.UpdateReport.fromObject(object.updates[i], _depth + 1);
                    }
                }
                return message;
            };

            /**
             * Creates a plain object from an EngineReport message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.EngineReport
             * @static
             * @param {lockstep.v1.EngineReport} message EngineReport
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            EngineReport.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.updates = [];
                if (options.defaults) {
                    object.backend = "";
                    object.mode = "";
                    object.device = "";
                    object.tensorflowVersion = "";
                    object.note = "";
                    object.parameters = 0;
                }
                if (message.backend != null && $Object.hasOwnProperty.call(message, "backend"))
                    object.backend = message.backend;
                if (message.mode != null && $Object.hasOwnProperty.call(message, "mode"))
                    object.mode = message.mode;
                if (message.device != null && $Object.hasOwnProperty.call(message, "device"))
                    object.device = message.device;
                if (message.tensorflowVersion != null && $Object.hasOwnProperty.call(message, "tensorflowVersion"))
                    object.tensorflowVersion = message.tensorflowVersion;
                if (message.note != null && $Object.hasOwnProperty.call(message, "note"))
                    object.note = message.note;
                if (message.parameters != null && $Object.hasOwnProperty.call(message, "parameters"))
                    object.parameters = message.parameters;
                if (message.updates && message.updates.length) {
                    object.updates = $Array(message.updates.length);
                    for (let j = 0; j < message.updates.length; ++j)
                        object.updates[j] = $root.lockstep.v1.UpdateReport.toObject(message.updates[j], options, _depth + 1);
                }
                return object;
            };

            /**
             * Converts this EngineReport to JSON.
             * @function toJSON
             * @memberof lockstep.v1.EngineReport
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            EngineReport.prototype.toJSON = function() {
                return EngineReport.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for EngineReport
             * @function getTypeUrl
             * @memberof lockstep.v1.EngineReport
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            EngineReport.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.EngineReport";
            };

            return EngineReport;
        })();

        v1.UpdateReport = (function() {

            /**
             * Properties of an UpdateReport.
             * @typedef {Object} lockstep.v1.UpdateReport.$Properties
             * @property {string|null} [name] UpdateReport name
             * @property {Array.<string>|null} [totals] UpdateReport totals
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an UpdateReport.
             * @memberof lockstep.v1
             * @interface IUpdateReport
             * @augments lockstep.v1.UpdateReport.$Properties
             * @deprecated Use lockstep.v1.UpdateReport.$Properties instead.
             */

            /**
             * Shape of an UpdateReport.
             * @typedef {lockstep.v1.UpdateReport.$Properties} lockstep.v1.UpdateReport.$Shape
             */

            /**
             * Constructs a new UpdateReport.
             * @memberof lockstep.v1
             * @classdesc Represents an UpdateReport.
             * @constructor
             * @param {lockstep.v1.UpdateReport.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const UpdateReport = function (properties) {
                this.totals = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * UpdateReport name.
             * @member {string} name
             * @memberof lockstep.v1.UpdateReport
             * @instance
             */
            UpdateReport.prototype.name = "";

            /**
             * UpdateReport totals.
             * @member {Array.<string>} totals
             * @memberof lockstep.v1.UpdateReport
             * @instance
             */
            UpdateReport.prototype.totals = $util.emptyArray;

            /**
             * Encodes the specified UpdateReport message. Does not implicitly {@link lockstep.v1.UpdateReport.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.UpdateReport
             * @static
             * @param {lockstep.v1.UpdateReport.$Properties} message UpdateReport message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            UpdateReport.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                if (message.totals != null && message.totals.length)
                    for (let i = 0; i < message.totals.length; ++i)
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.totals[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an UpdateReport message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.UpdateReport
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.UpdateReport & lockstep.v1.UpdateReport.$Shape} UpdateReport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            UpdateReport.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.UpdateReport();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.totals && message.totals.length))
                                message.totals = [];
                            message.totals.push(reader.stringVerify());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an UpdateReport message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.UpdateReport
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.UpdateReport} UpdateReport
             */
            UpdateReport.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.UpdateReport)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.UpdateReport: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.UpdateReport();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.totals) {
                    if (!$Array.isArray(object.totals))
                        throw $TypeError(".lockstep.v1.UpdateReport.totals: array expected");
                    message.totals = $Array(object.totals.length);
                    for (let i = 0; i < object.totals.length; ++i)
                        message.totals[i] = $String(object.totals[i]);
                }
                return message;
            };

            /**
             * Creates a plain object from an UpdateReport message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.UpdateReport
             * @static
             * @param {lockstep.v1.UpdateReport} message UpdateReport
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            UpdateReport.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.totals = [];
                if (options.defaults)
                    object.name = "";
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.totals && message.totals.length) {
                    object.totals = $Array(message.totals.length);
                    for (let j = 0; j < message.totals.length; ++j)
                        object.totals[j] = message.totals[j];
                }
                return object;
            };

            /**
             * Converts this UpdateReport to JSON.
             * @function toJSON
             * @memberof lockstep.v1.UpdateReport
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            UpdateReport.prototype.toJSON = function() {
                return UpdateReport.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for UpdateReport
             * @function getTypeUrl
             * @memberof lockstep.v1.UpdateReport
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            UpdateReport.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.UpdateReport";
            };

            return UpdateReport;
        })();

        v1.Position = (function() {

            /**
             * Properties of a Position.
             * @typedef {Object} lockstep.v1.Position.$Properties
             * @property {number|null} [committedSteps] Position committedSteps
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Position.
             * @memberof lockstep.v1
             * @interface IPosition
             * @augments lockstep.v1.Position.$Properties
             * @deprecated Use lockstep.v1.Position.$Properties instead.
             */

            /**
             * Shape of a Position.
             * @typedef {lockstep.v1.Position.$Properties} lockstep.v1.Position.$Shape
             */

            /**
             * Constructs a new Position.
             * @memberof lockstep.v1
             * @classdesc Represents a Position.
             * @constructor
             * @param {lockstep.v1.Position.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Position = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Position committedSteps.
             * @member {number} committedSteps
             * @memberof lockstep.v1.Position
             * @instance
             */
            Position.prototype.committedSteps = 0;

            /**
             * Encodes the specified Position message. Does not implicitly {@link lockstep.v1.Position.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Position
             * @static
             * @param {lockstep.v1.Position.$Properties} message Position message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Position.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.committedSteps != null && $Object.hasOwnProperty.call(message, "committedSteps") && message.committedSteps !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.committedSteps);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Position message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Position
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Position & lockstep.v1.Position.$Shape} Position
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Position.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Position();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.committedSteps = value;
                            else
                                delete message.committedSteps;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Position message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Position
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Position} Position
             */
            Position.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Position)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Position: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Position();
                if (object.committedSteps != null)
                    if ($Number(object.committedSteps) !== 0)
                        message.committedSteps = object.committedSteps >>> 0;
                return message;
            };

            /**
             * Creates a plain object from a Position message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Position
             * @static
             * @param {lockstep.v1.Position} message Position
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Position.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.committedSteps = 0;
                if (message.committedSteps != null && $Object.hasOwnProperty.call(message, "committedSteps"))
                    object.committedSteps = message.committedSteps;
                return object;
            };

            /**
             * Converts this Position to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Position
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Position.prototype.toJSON = function() {
                return Position.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Position
             * @function getTypeUrl
             * @memberof lockstep.v1.Position
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Position.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Position";
            };

            return Position;
        })();

        v1.Progress = (function() {

            /**
             * Properties of a Progress.
             * @typedef {Object} lockstep.v1.Progress.$Properties
             * @property {number|null} [generation] Progress generation
             * @property {number|null} [rank] Progress rank
             * @property {Array.<lockstep.v1.StepRecord.$Properties>|null} [steps] Progress steps
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Progress.
             * @memberof lockstep.v1
             * @interface IProgress
             * @augments lockstep.v1.Progress.$Properties
             * @deprecated Use lockstep.v1.Progress.$Properties instead.
             */

            /**
             * Shape of a Progress.
             * @typedef {lockstep.v1.Progress.$Properties} lockstep.v1.Progress.$Shape
             */

            /**
             * Constructs a new Progress.
             * @memberof lockstep.v1
             * @classdesc Represents a Progress.
             * @constructor
             * @param {lockstep.v1.Progress.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Progress = function (properties) {
                this.steps = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Progress generation.
             * @member {number} generation
             * @memberof lockstep.v1.Progress
             * @instance
             */
            Progress.prototype.generation = 0;

            /**
             * Progress rank.
             * @member {number} rank
             * @memberof lockstep.v1.Progress
             * @instance
             */
            Progress.prototype.rank = 0;

            /**
             * Progress steps.
             * @member {Array.<lockstep.v1.StepRecord.$Properties>} steps
             * @memberof lockstep.v1.Progress
             * @instance
             */
            Progress.prototype.steps = $util.emptyArray;

            /**
             * Encodes the specified Progress message. Does not implicitly {@link lockstep.v1.Progress.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Progress
             * @static
             * @param {lockstep.v1.Progress.$Properties} message Progress message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Progress.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.generation);
                if (message.rank != null && $Object.hasOwnProperty.call(message, "rank") && message.rank !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.rank);
                if (message.steps != null && message.steps.length)
                    for (let i = 0; i < message.steps.length; ++i)
                        $root.lockstep.v1.StepRecord.encode(message.steps[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Progress message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Progress
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Progress & lockstep.v1.Progress.$Shape} Progress
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Progress.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Progress();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.rank = value;
                            else
                                delete message.rank;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.steps && message.steps.length))
                                message.steps = [];
                            message.steps.push($root.lockstep.v1.StepRecord.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Progress message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Progress
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Progress} Progress
             */
            Progress.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Progress)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Progress: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Progress();
                if (object.generation != null)
                    if ($Number(object.generation) !== 0)
                        message.generation = object.generation >>> 0;
                if (object.rank != null)
                    if ($Number(object.rank) !== 0)
                        message.rank = object.rank >>> 0;
                if (object.steps) {
                    if (!$Array.isArray(object.steps))
                        throw $TypeError(".lockstep.v1.Progress.steps: array expected");
                    message.steps = $Array(object.steps.length);
                    for (let i = 0; i < object.steps.length; ++i) {
                        if (!$util.isObject(object.steps[i]))
                            throw $TypeError(".lockstep.v1.Progress.steps: object expected");
                        message.steps[i] = $root.lockstep.v1.StepRecord.fromObject(object.steps[i], _depth + 1);
                    }
                }
                return message;
            };

            /**
             * Creates a plain object from a Progress message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Progress
             * @static
             * @param {lockstep.v1.Progress} message Progress
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Progress.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.steps = [];
                if (options.defaults) {
                    object.generation = 0;
                    object.rank = 0;
                }
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation"))
                    object.generation = message.generation;
                if (message.rank != null && $Object.hasOwnProperty.call(message, "rank"))
                    object.rank = message.rank;
                if (message.steps && message.steps.length) {
                    object.steps = $Array(message.steps.length);
                    for (let j = 0; j < message.steps.length; ++j)
                        object.steps[j] = $root.lockstep.v1.StepRecord.toObject(message.steps[j], options, _depth + 1);
                }
                return object;
            };

            /**
             * Converts this Progress to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Progress
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Progress.prototype.toJSON = function() {
                return Progress.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Progress
             * @function getTypeUrl
             * @memberof lockstep.v1.Progress
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Progress.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Progress";
            };

            return Progress;
        })();

        v1.StepRecord = (function() {

            /**
             * Properties of a StepRecord.
             * @typedef {Object} lockstep.v1.StepRecord.$Properties
             * @property {number|null} [step] StepRecord step
             * @property {number|null} [epoch] StepRecord epoch
             * @property {Array.<number>|null} [totals] StepRecord totals
             * @property {number|null} [samples] StepRecord samples
             * @property {number|null} [dataMs] StepRecord dataMs
             * @property {number|null} [computeMs] StepRecord computeMs
             * @property {number|null} [reduceMs] StepRecord reduceMs
             * @property {number|null} [applyMs] StepRecord applyMs
             * @property {boolean|null} [skipped] StepRecord skipped
             * @property {number|null} [startMs] StepRecord startMs
             * @property {number|null} [learningRate] StepRecord learningRate
             * @property {number|null} [gradientNorm] StepRecord gradientNorm
             * @property {lockstep.v1.Preparation.$Properties|null} [preparation] StepRecord preparation
             * @property {number|null} [hiddenMs] StepRecord hiddenMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a StepRecord.
             * @memberof lockstep.v1
             * @interface IStepRecord
             * @augments lockstep.v1.StepRecord.$Properties
             * @deprecated Use lockstep.v1.StepRecord.$Properties instead.
             */

            /**
             * Shape of a StepRecord.
             * @typedef {lockstep.v1.StepRecord.$Properties} lockstep.v1.StepRecord.$Shape
             */

            /**
             * Constructs a new StepRecord.
             * @memberof lockstep.v1
             * @classdesc Represents a StepRecord.
             * @constructor
             * @param {lockstep.v1.StepRecord.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const StepRecord = function (properties) {
                this.totals = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * StepRecord step.
             * @member {number} step
             * @memberof lockstep.v1.StepRecord
             * @instance
             */
            StepRecord.prototype.step = 0;

            /**
             * StepRecord epoch.
             * @member {number} epoch
             * @memberof lockstep.v1.StepRecord
             * @instance
             */
            StepRecord.prototype.epoch = 0;

            /**
             * StepRecord totals.
             * @member {Array.<number>} totals
             * @memberof lockstep.v1.StepRecord
             * @instance
             */
            StepRecord.prototype.totals = $util.emptyArray;

            /**
             * StepRecord samples.
             * @member {number} samples
             * @memberof lockstep.v1.StepRecord
             * @instance
             */
            StepRecord.prototype.samples = 0;

            /**
             * StepRecord dataMs.
             * @member {number} dataMs
             * @memberof lockstep.v1.StepRecord
             * @instance
             */
            StepRecord.prototype.dataMs = 0;

            /**
             * StepRecord computeMs.
             * @member {number} computeMs
             * @memberof lockstep.v1.StepRecord
             * @instance
             */
            StepRecord.prototype.computeMs = 0;

            /**
             * StepRecord reduceMs.
             * @member {number} reduceMs
             * @memberof lockstep.v1.StepRecord
             * @instance
             */
            StepRecord.prototype.reduceMs = 0;

            /**
             * StepRecord applyMs.
             * @member {number} applyMs
             * @memberof lockstep.v1.StepRecord
             * @instance
             */
            StepRecord.prototype.applyMs = 0;

            /**
             * StepRecord skipped.
             * @member {boolean} skipped
             * @memberof lockstep.v1.StepRecord
             * @instance
             */
            StepRecord.prototype.skipped = false;

            /**
             * StepRecord startMs.
             * @member {number} startMs
             * @memberof lockstep.v1.StepRecord
             * @instance
             */
            StepRecord.prototype.startMs = 0;

            /**
             * StepRecord learningRate.
             * @member {number} learningRate
             * @memberof lockstep.v1.StepRecord
             * @instance
             */
            StepRecord.prototype.learningRate = 0;

            /**
             * StepRecord gradientNorm.
             * @member {number|null|undefined} gradientNorm
             * @memberof lockstep.v1.StepRecord
             * @instance
             */
            StepRecord.prototype.gradientNorm = null;

            /**
             * StepRecord preparation.
             * @member {lockstep.v1.Preparation.$Properties|null|undefined} preparation
             * @memberof lockstep.v1.StepRecord
             * @instance
             */
            StepRecord.prototype.preparation = null;

            /**
             * StepRecord hiddenMs.
             * @member {number} hiddenMs
             * @memberof lockstep.v1.StepRecord
             * @instance
             */
            StepRecord.prototype.hiddenMs = 0;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(StepRecord.prototype, "_gradientNorm", {
                get: $util.oneOfGetter($oneOfFields = ["gradientNorm"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified StepRecord message. Does not implicitly {@link lockstep.v1.StepRecord.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.StepRecord
             * @static
             * @param {lockstep.v1.StepRecord.$Properties} message StepRecord message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            StepRecord.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.step != null && $Object.hasOwnProperty.call(message, "step") && message.step !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.step);
                if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && message.epoch !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.epoch);
                if (message.totals != null && message.totals.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).doubles(message.totals);
                if (message.samples != null && $Object.hasOwnProperty.call(message, "samples") && message.samples !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.samples);
                if (message.dataMs != null && $Object.hasOwnProperty.call(message, "dataMs") && !$Object.is(message.dataMs, 0))
                    writer.uint32(/* id 5, wireType 5 =*/45).float(message.dataMs);
                if (message.computeMs != null && $Object.hasOwnProperty.call(message, "computeMs") && !$Object.is(message.computeMs, 0))
                    writer.uint32(/* id 6, wireType 5 =*/53).float(message.computeMs);
                if (message.reduceMs != null && $Object.hasOwnProperty.call(message, "reduceMs") && !$Object.is(message.reduceMs, 0))
                    writer.uint32(/* id 7, wireType 5 =*/61).float(message.reduceMs);
                if (message.applyMs != null && $Object.hasOwnProperty.call(message, "applyMs") && !$Object.is(message.applyMs, 0))
                    writer.uint32(/* id 8, wireType 5 =*/69).float(message.applyMs);
                if (message.skipped != null && $Object.hasOwnProperty.call(message, "skipped") && message.skipped !== false)
                    writer.uint32(/* id 9, wireType 0 =*/72).bool(message.skipped);
                if (message.startMs != null && $Object.hasOwnProperty.call(message, "startMs") && !$Object.is(message.startMs, 0))
                    writer.uint32(/* id 10, wireType 1 =*/81).double(message.startMs);
                if (message.learningRate != null && $Object.hasOwnProperty.call(message, "learningRate") && !$Object.is(message.learningRate, 0))
                    writer.uint32(/* id 11, wireType 1 =*/89).double(message.learningRate);
                if (message.gradientNorm != null && $Object.hasOwnProperty.call(message, "gradientNorm"))
                    writer.uint32(/* id 12, wireType 1 =*/97).double(message.gradientNorm);
                if (message.preparation != null && $Object.hasOwnProperty.call(message, "preparation"))
                    $root.lockstep.v1.Preparation.encode(message.preparation, writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
                if (message.hiddenMs != null && $Object.hasOwnProperty.call(message, "hiddenMs") && !$Object.is(message.hiddenMs, 0))
                    writer.uint32(/* id 14, wireType 5 =*/117).float(message.hiddenMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a StepRecord message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.StepRecord
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.StepRecord & lockstep.v1.StepRecord.$Shape} StepRecord
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            StepRecord.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.StepRecord();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.step = value;
                            else
                                delete message.step;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.epoch = value;
                            else
                                delete message.epoch;
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.totals && message.totals.length))
                                    message.totals = [];
                                reader.doubles(message.totals);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.totals && message.totals.length))
                                message.totals = [];
                            message.totals.push(reader.double());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.samples = value;
                            else
                                delete message.samples;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 5)
                                break;
                            if (!$Object.is(value = reader.float(), 0))
                                message.dataMs = value;
                            else
                                delete message.dataMs;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 5)
                                break;
                            if (!$Object.is(value = reader.float(), 0))
                                message.computeMs = value;
                            else
                                delete message.computeMs;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 5)
                                break;
                            if (!$Object.is(value = reader.float(), 0))
                                message.reduceMs = value;
                            else
                                delete message.reduceMs;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 5)
                                break;
                            if (!$Object.is(value = reader.float(), 0))
                                message.applyMs = value;
                            else
                                delete message.applyMs;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.skipped = value;
                            else
                                delete message.skipped;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.startMs = value;
                            else
                                delete message.startMs;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.learningRate = value;
                            else
                                delete message.learningRate;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 1)
                                break;
                            message.gradientNorm = reader.double();
                            message._gradientNorm = "gradientNorm";
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            message.preparation = $root.lockstep.v1.Preparation.decode(reader, reader.size(), $undefined, _depth + 1, message.preparation);
                            continue;
                        }
                    case 14: {
                            if (wireType !== 5)
                                break;
                            if (!$Object.is(value = reader.float(), 0))
                                message.hiddenMs = value;
                            else
                                delete message.hiddenMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a StepRecord message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.StepRecord
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.StepRecord} StepRecord
             */
            StepRecord.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.StepRecord)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.StepRecord: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.StepRecord();
                if (object.step != null)
                    if ($Number(object.step) !== 0)
                        message.step = object.step >>> 0;
                if (object.epoch != null)
                    if ($Number(object.epoch) !== 0)
                        message.epoch = object.epoch >>> 0;
                if (object.totals) {
                    if (!$Array.isArray(object.totals))
                        throw $TypeError(".lockstep.v1.StepRecord.totals: array expected");
                    message.totals = $Array(object.totals.length);
                    for (let i = 0; i < object.totals.length; ++i)
                        message.totals[i] = $Number(object.totals[i]);
                }
                if (object.samples != null)
                    if ($Number(object.samples) !== 0)
                        message.samples = object.samples >>> 0;
                if (object.dataMs != null)
                    if (!$Object.is($Number(object.dataMs), 0))
                        message.dataMs = $Number(object.dataMs);
                if (object.computeMs != null)
                    if (!$Object.is($Number(object.computeMs), 0))
                        message.computeMs = $Number(object.computeMs);
                if (object.reduceMs != null)
                    if (!$Object.is($Number(object.reduceMs), 0))
                        message.reduceMs = $Number(object.reduceMs);
                if (object.applyMs != null)
                    if (!$Object.is($Number(object.applyMs), 0))
                        message.applyMs = $Number(object.applyMs);
                if (object.skipped != null)
                    if (object.skipped)
                        message.skipped = $Boolean(object.skipped);
                if (object.startMs != null)
                    if (!$Object.is($Number(object.startMs), 0))
                        message.startMs = $Number(object.startMs);
                if (object.learningRate != null)
                    if (!$Object.is($Number(object.learningRate), 0))
                        message.learningRate = $Number(object.learningRate);
                if (object.gradientNorm != null)
                    message.gradientNorm = $Number(object.gradientNorm);
                if (object.preparation != null) {
                    if (!$util.isObject(object.preparation))
                        throw $TypeError(".lockstep.v1.StepRecord.preparation: object expected");
                    message.preparation = $root.lockstep.v1.Preparation.fromObject(object.preparation, _depth + 1);
                }
                if (object.hiddenMs != null)
                    if (!$Object.is($Number(object.hiddenMs), 0))
                        message.hiddenMs = $Number(object.hiddenMs);
                return message;
            };

            /**
             * Creates a plain object from a StepRecord message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.StepRecord
             * @static
             * @param {lockstep.v1.StepRecord} message StepRecord
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            StepRecord.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.totals = [];
                if (options.defaults) {
                    object.step = 0;
                    object.epoch = 0;
                    object.samples = 0;
                    object.dataMs = 0;
                    object.computeMs = 0;
                    object.reduceMs = 0;
                    object.applyMs = 0;
                    object.skipped = false;
                    object.startMs = 0;
                    object.learningRate = 0;
                    object.preparation = null;
                    object.hiddenMs = 0;
                }
                if (message.step != null && $Object.hasOwnProperty.call(message, "step"))
                    object.step = message.step;
                if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                    object.epoch = message.epoch;
                if (message.totals && message.totals.length) {
                    object.totals = $Array(message.totals.length);
                    for (let j = 0; j < message.totals.length; ++j)
                        object.totals[j] = options.json && !$isFinite(message.totals[j]) ? $String(message.totals[j]) : message.totals[j];
                }
                if (message.samples != null && $Object.hasOwnProperty.call(message, "samples"))
                    object.samples = message.samples;
                if (message.dataMs != null && $Object.hasOwnProperty.call(message, "dataMs"))
                    object.dataMs = options.json && !$isFinite(message.dataMs) ? $String(message.dataMs) : message.dataMs;
                if (message.computeMs != null && $Object.hasOwnProperty.call(message, "computeMs"))
                    object.computeMs = options.json && !$isFinite(message.computeMs) ? $String(message.computeMs) : message.computeMs;
                if (message.reduceMs != null && $Object.hasOwnProperty.call(message, "reduceMs"))
                    object.reduceMs = options.json && !$isFinite(message.reduceMs) ? $String(message.reduceMs) : message.reduceMs;
                if (message.applyMs != null && $Object.hasOwnProperty.call(message, "applyMs"))
                    object.applyMs = options.json && !$isFinite(message.applyMs) ? $String(message.applyMs) : message.applyMs;
                if (message.skipped != null && $Object.hasOwnProperty.call(message, "skipped"))
                    object.skipped = message.skipped;
                if (message.startMs != null && $Object.hasOwnProperty.call(message, "startMs"))
                    object.startMs = options.json && !$isFinite(message.startMs) ? $String(message.startMs) : message.startMs;
                if (message.learningRate != null && $Object.hasOwnProperty.call(message, "learningRate"))
                    object.learningRate = options.json && !$isFinite(message.learningRate) ? $String(message.learningRate) : message.learningRate;
                if (message.gradientNorm != null && $Object.hasOwnProperty.call(message, "gradientNorm"))
                    object.gradientNorm = options.json && !$isFinite(message.gradientNorm) ? $String(message.gradientNorm) : message.gradientNorm;
                if (message.preparation != null && $Object.hasOwnProperty.call(message, "preparation"))
                    object.preparation = $root.lockstep.v1.Preparation.toObject(message.preparation, options, _depth + 1);
                if (message.hiddenMs != null && $Object.hasOwnProperty.call(message, "hiddenMs"))
                    object.hiddenMs = options.json && !$isFinite(message.hiddenMs) ? $String(message.hiddenMs) : message.hiddenMs;
                return object;
            };

            /**
             * Converts this StepRecord to JSON.
             * @function toJSON
             * @memberof lockstep.v1.StepRecord
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            StepRecord.prototype.toJSON = function() {
                return StepRecord.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for StepRecord
             * @function getTypeUrl
             * @memberof lockstep.v1.StepRecord
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            StepRecord.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.StepRecord";
            };

            return StepRecord;
        })();

        v1.Preparation = (function() {

            /**
             * Properties of a Preparation.
             * @typedef {Object} lockstep.v1.Preparation.$Properties
             * @property {number|null} [fetch] Preparation fetch
             * @property {number|null} [read] Preparation read
             * @property {number|null} [decode] Preparation decode
             * @property {number|null} [augment] Preparation augment
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Preparation.
             * @memberof lockstep.v1
             * @interface IPreparation
             * @augments lockstep.v1.Preparation.$Properties
             * @deprecated Use lockstep.v1.Preparation.$Properties instead.
             */

            /**
             * Shape of a Preparation.
             * @typedef {lockstep.v1.Preparation.$Properties} lockstep.v1.Preparation.$Shape
             */

            /**
             * Constructs a new Preparation.
             * @memberof lockstep.v1
             * @classdesc Represents a Preparation.
             * @constructor
             * @param {lockstep.v1.Preparation.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Preparation = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Preparation fetch.
             * @member {number} fetch
             * @memberof lockstep.v1.Preparation
             * @instance
             */
            Preparation.prototype.fetch = 0;

            /**
             * Preparation read.
             * @member {number} read
             * @memberof lockstep.v1.Preparation
             * @instance
             */
            Preparation.prototype.read = 0;

            /**
             * Preparation decode.
             * @member {number} decode
             * @memberof lockstep.v1.Preparation
             * @instance
             */
            Preparation.prototype.decode = 0;

            /**
             * Preparation augment.
             * @member {number} augment
             * @memberof lockstep.v1.Preparation
             * @instance
             */
            Preparation.prototype.augment = 0;

            /**
             * Encodes the specified Preparation message. Does not implicitly {@link lockstep.v1.Preparation.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Preparation
             * @static
             * @param {lockstep.v1.Preparation.$Properties} message Preparation message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Preparation.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.fetch != null && $Object.hasOwnProperty.call(message, "fetch") && !$Object.is(message.fetch, 0))
                    writer.uint32(/* id 1, wireType 5 =*/13).float(message.fetch);
                if (message.read != null && $Object.hasOwnProperty.call(message, "read") && !$Object.is(message.read, 0))
                    writer.uint32(/* id 2, wireType 5 =*/21).float(message.read);
                if (message.decode != null && $Object.hasOwnProperty.call(message, "decode") && !$Object.is(message.decode, 0))
                    writer.uint32(/* id 3, wireType 5 =*/29).float(message.decode);
                if (message.augment != null && $Object.hasOwnProperty.call(message, "augment") && !$Object.is(message.augment, 0))
                    writer.uint32(/* id 4, wireType 5 =*/37).float(message.augment);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Preparation message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Preparation
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Preparation & lockstep.v1.Preparation.$Shape} Preparation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Preparation.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Preparation();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 5)
                                break;
                            if (!$Object.is(value = reader.float(), 0))
                                message.fetch = value;
                            else
                                delete message.fetch;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 5)
                                break;
                            if (!$Object.is(value = reader.float(), 0))
                                message.read = value;
                            else
                                delete message.read;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 5)
                                break;
                            if (!$Object.is(value = reader.float(), 0))
                                message.decode = value;
                            else
                                delete message.decode;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 5)
                                break;
                            if (!$Object.is(value = reader.float(), 0))
                                message.augment = value;
                            else
                                delete message.augment;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Preparation message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Preparation
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Preparation} Preparation
             */
            Preparation.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Preparation)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Preparation: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Preparation();
                if (object.fetch != null)
                    if (!$Object.is($Number(object.fetch), 0))
                        message.fetch = $Number(object.fetch);
                if (object.read != null)
                    if (!$Object.is($Number(object.read), 0))
                        message.read = $Number(object.read);
                if (object.decode != null)
                    if (!$Object.is($Number(object.decode), 0))
                        message.decode = $Number(object.decode);
                if (object.augment != null)
                    if (!$Object.is($Number(object.augment), 0))
                        message.augment = $Number(object.augment);
                return message;
            };

            /**
             * Creates a plain object from a Preparation message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Preparation
             * @static
             * @param {lockstep.v1.Preparation} message Preparation
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Preparation.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.fetch = 0;
                    object.read = 0;
                    object.decode = 0;
                    object.augment = 0;
                }
                if (message.fetch != null && $Object.hasOwnProperty.call(message, "fetch"))
                    object.fetch = options.json && !$isFinite(message.fetch) ? $String(message.fetch) : message.fetch;
                if (message.read != null && $Object.hasOwnProperty.call(message, "read"))
                    object.read = options.json && !$isFinite(message.read) ? $String(message.read) : message.read;
                if (message.decode != null && $Object.hasOwnProperty.call(message, "decode"))
                    object.decode = options.json && !$isFinite(message.decode) ? $String(message.decode) : message.decode;
                if (message.augment != null && $Object.hasOwnProperty.call(message, "augment"))
                    object.augment = options.json && !$isFinite(message.augment) ? $String(message.augment) : message.augment;
                return object;
            };

            /**
             * Converts this Preparation to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Preparation
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Preparation.prototype.toJSON = function() {
                return Preparation.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Preparation
             * @function getTypeUrl
             * @memberof lockstep.v1.Preparation
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Preparation.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Preparation";
            };

            return Preparation;
        })();

        v1.EpochEnd = (function() {

            /**
             * Properties of an EpochEnd.
             * @typedef {Object} lockstep.v1.EpochEnd.$Properties
             * @property {number|null} [generation] EpochEnd generation
             * @property {number|null} [rank] EpochEnd rank
             * @property {number|null} [epoch] EpochEnd epoch
             * @property {Object.<string,number>|null} [logs] EpochEnd logs
             * @property {number|null} [durationSeconds] EpochEnd durationSeconds
             * @property {Array.<lockstep.v1.Confusion.$Properties>|null} [confusions] EpochEnd confusions
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an EpochEnd.
             * @memberof lockstep.v1
             * @interface IEpochEnd
             * @augments lockstep.v1.EpochEnd.$Properties
             * @deprecated Use lockstep.v1.EpochEnd.$Properties instead.
             */

            /**
             * Shape of an EpochEnd.
             * @typedef {lockstep.v1.EpochEnd.$Properties} lockstep.v1.EpochEnd.$Shape
             */

            /**
             * Constructs a new EpochEnd.
             * @memberof lockstep.v1
             * @classdesc Represents an EpochEnd.
             * @constructor
             * @param {lockstep.v1.EpochEnd.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const EpochEnd = function (properties) {
                this.logs = {};
                this.confusions = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * EpochEnd generation.
             * @member {number} generation
             * @memberof lockstep.v1.EpochEnd
             * @instance
             */
            EpochEnd.prototype.generation = 0;

            /**
             * EpochEnd rank.
             * @member {number} rank
             * @memberof lockstep.v1.EpochEnd
             * @instance
             */
            EpochEnd.prototype.rank = 0;

            /**
             * EpochEnd epoch.
             * @member {number} epoch
             * @memberof lockstep.v1.EpochEnd
             * @instance
             */
            EpochEnd.prototype.epoch = 0;

            /**
             * EpochEnd logs.
             * @member {Object.<string,number>} logs
             * @memberof lockstep.v1.EpochEnd
             * @instance
             */
            EpochEnd.prototype.logs = $util.emptyObject;

            /**
             * EpochEnd durationSeconds.
             * @member {number} durationSeconds
             * @memberof lockstep.v1.EpochEnd
             * @instance
             */
            EpochEnd.prototype.durationSeconds = 0;

            /**
             * EpochEnd confusions.
             * @member {Array.<lockstep.v1.Confusion.$Properties>} confusions
             * @memberof lockstep.v1.EpochEnd
             * @instance
             */
            EpochEnd.prototype.confusions = $util.emptyArray;

            /**
             * Encodes the specified EpochEnd message. Does not implicitly {@link lockstep.v1.EpochEnd.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.EpochEnd
             * @static
             * @param {lockstep.v1.EpochEnd.$Properties} message EpochEnd message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            EpochEnd.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.generation);
                if (message.rank != null && $Object.hasOwnProperty.call(message, "rank") && message.rank !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.rank);
                if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && message.epoch !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.epoch);
                if (message.logs != null && $Object.hasOwnProperty.call(message, "logs"))
                    for (let keys = $Object.keys(message.logs), i = 0; i < keys.length; ++i)
                        writer.uint32(/* id 4, wireType 2 =*/34).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 1 =*/17).double(message.logs[keys[i]]).ldelim();
                if (message.durationSeconds != null && $Object.hasOwnProperty.call(message, "durationSeconds") && !$Object.is(message.durationSeconds, 0))
                    writer.uint32(/* id 5, wireType 1 =*/41).double(message.durationSeconds);
                if (message.confusions != null && message.confusions.length)
                    for (let i = 0; i < message.confusions.length; ++i)
                        $root.lockstep.v1.Confusion.encode(message.confusions[i], writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an EpochEnd message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.EpochEnd
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.EpochEnd & lockstep.v1.EpochEnd.$Shape} EpochEnd
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            EpochEnd.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, key, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.EpochEnd();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.rank = value;
                            else
                                delete message.rank;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.epoch = value;
                            else
                                delete message.epoch;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (message.logs === $util.emptyObject)
                                message.logs = {};
                            let end2 = reader.size() + reader.pos;
                            if (end2 > reader.len)
                                throw $RangeError("index out of range");
                            reader.len = end2;
                            key = "";
                            value = 0;
                            while (reader.pos < end2) {
                                let tag2 = reader.tag();
                                wireType = tag2 & 7;
                                switch (tag2 >>>= 3) {
                                case 1:
                                    if (wireType !== 2)
                                        break;
                                    key = reader.stringVerify();
                                    continue;
                                case 2:
                                    if (wireType !== 1)
                                        break;
                                    value = reader.double();
                                    continue;
                                }
                                reader.skipType(wireType, _depth, tag2);
                            }
                            if (reader.pos !== end2)
                                throw $RangeError("index out of range");
                            reader.len = end;
                            if (key === "__proto__")
                                $util.makeProp(message.logs, key);
                            message.logs[key] = value;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.durationSeconds = value;
                            else
                                delete message.durationSeconds;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.confusions && message.confusions.length))
                                message.confusions = [];
                            message.confusions.push($root.lockstep.v1.Confusion.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an EpochEnd message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.EpochEnd
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.EpochEnd} EpochEnd
             */
            EpochEnd.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.EpochEnd)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.EpochEnd: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.EpochEnd();
                if (object.generation != null)
                    if ($Number(object.generation) !== 0)
                        message.generation = object.generation >>> 0;
                if (object.rank != null)
                    if ($Number(object.rank) !== 0)
                        message.rank = object.rank >>> 0;
                if (object.epoch != null)
                    if ($Number(object.epoch) !== 0)
                        message.epoch = object.epoch >>> 0;
                if (object.logs) {
                    if (!$util.isObject(object.logs))
                        throw $TypeError(".lockstep.v1.EpochEnd.logs: object expected");
                    message.logs = {};
                    for (let keys = $Object.keys(object.logs), i = 0; i < keys.length; ++i) {
                        if (keys[i] === "__proto__")
                            $util.makeProp(message.logs, keys[i]);
                        message.logs[keys[i]] = $Number(object.logs[keys[i]]);
                    }
                }
                if (object.durationSeconds != null)
                    if (!$Object.is($Number(object.durationSeconds), 0))
                        message.durationSeconds = $Number(object.durationSeconds);
                if (object.confusions) {
                    if (!$Array.isArray(object.confusions))
                        throw $TypeError(".lockstep.v1.EpochEnd.confusions: array expected");
                    message.confusions = $Array(object.confusions.length);
                    for (let i = 0; i < object.confusions.length; ++i) {
                        if (!$util.isObject(object.confusions[i]))
                            throw $TypeError(".lockstep.v1.EpochEnd.confusions: object expected");
                        message.confusions[i] = $root.lockstep.v1.Confusion.fromObject(object.confusions[i], _depth + 1);
                    }
                }
                return message;
            };

            /**
             * Creates a plain object from an EpochEnd message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.EpochEnd
             * @static
             * @param {lockstep.v1.EpochEnd} message EpochEnd
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            EpochEnd.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.confusions = [];
                if (options.objects || options.defaults)
                    object.logs = {};
                if (options.defaults) {
                    object.generation = 0;
                    object.rank = 0;
                    object.epoch = 0;
                    object.durationSeconds = 0;
                }
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation"))
                    object.generation = message.generation;
                if (message.rank != null && $Object.hasOwnProperty.call(message, "rank"))
                    object.rank = message.rank;
                if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                    object.epoch = message.epoch;
                let keys2;
                if (message.logs && (keys2 = $Object.keys(message.logs)).length) {
                    object.logs = {};
                    for (let j = 0; j < keys2.length; ++j) {
                        if (keys2[j] === "__proto__")
                            $util.makeProp(object.logs, keys2[j]);
                        object.logs[keys2[j]] = options.json && !$isFinite(message.logs[keys2[j]]) ? $String(message.logs[keys2[j]]) : message.logs[keys2[j]];
                    }
                }
                if (message.durationSeconds != null && $Object.hasOwnProperty.call(message, "durationSeconds"))
                    object.durationSeconds = options.json && !$isFinite(message.durationSeconds) ? $String(message.durationSeconds) : message.durationSeconds;
                if (message.confusions && message.confusions.length) {
                    object.confusions = $Array(message.confusions.length);
                    for (let j = 0; j < message.confusions.length; ++j)
                        object.confusions[j] = $root.lockstep.v1.Confusion.toObject(message.confusions[j], options, _depth + 1);
                }
                return object;
            };

            /**
             * Converts this EpochEnd to JSON.
             * @function toJSON
             * @memberof lockstep.v1.EpochEnd
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            EpochEnd.prototype.toJSON = function() {
                return EpochEnd.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for EpochEnd
             * @function getTypeUrl
             * @memberof lockstep.v1.EpochEnd
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            EpochEnd.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.EpochEnd";
            };

            return EpochEnd;
        })();

        v1.Confusion = (function() {

            /**
             * Properties of a Confusion.
             * @typedef {Object} lockstep.v1.Confusion.$Properties
             * @property {string|null} [output] Confusion output
             * @property {Array.<number>|null} [counts] Confusion counts
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Confusion.
             * @memberof lockstep.v1
             * @interface IConfusion
             * @augments lockstep.v1.Confusion.$Properties
             * @deprecated Use lockstep.v1.Confusion.$Properties instead.
             */

            /**
             * Shape of a Confusion.
             * @typedef {lockstep.v1.Confusion.$Properties} lockstep.v1.Confusion.$Shape
             */

            /**
             * Constructs a new Confusion.
             * @memberof lockstep.v1
             * @classdesc Represents a Confusion.
             * @constructor
             * @param {lockstep.v1.Confusion.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Confusion = function (properties) {
                this.counts = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Confusion output.
             * @member {string} output
             * @memberof lockstep.v1.Confusion
             * @instance
             */
            Confusion.prototype.output = "";

            /**
             * Confusion counts.
             * @member {Array.<number>} counts
             * @memberof lockstep.v1.Confusion
             * @instance
             */
            Confusion.prototype.counts = $util.emptyArray;

            /**
             * Encodes the specified Confusion message. Does not implicitly {@link lockstep.v1.Confusion.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Confusion
             * @static
             * @param {lockstep.v1.Confusion.$Properties} message Confusion message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Confusion.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.output != null && $Object.hasOwnProperty.call(message, "output") && message.output !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.output);
                if (message.counts != null && message.counts.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).doubles(message.counts);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Confusion message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Confusion
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Confusion & lockstep.v1.Confusion.$Shape} Confusion
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Confusion.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Confusion();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.output = value;
                            else
                                delete message.output;
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.counts && message.counts.length))
                                    message.counts = [];
                                reader.doubles(message.counts);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.counts && message.counts.length))
                                message.counts = [];
                            message.counts.push(reader.double());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Confusion message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Confusion
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Confusion} Confusion
             */
            Confusion.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Confusion)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Confusion: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Confusion();
                if (object.output != null)
                    if (typeof object.output !== "string" || object.output.length)
                        message.output = $String(object.output);
                if (object.counts) {
                    if (!$Array.isArray(object.counts))
                        throw $TypeError(".lockstep.v1.Confusion.counts: array expected");
                    message.counts = $Array(object.counts.length);
                    for (let i = 0; i < object.counts.length; ++i)
                        message.counts[i] = $Number(object.counts[i]);
                }
                return message;
            };

            /**
             * Creates a plain object from a Confusion message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Confusion
             * @static
             * @param {lockstep.v1.Confusion} message Confusion
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Confusion.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.counts = [];
                if (options.defaults)
                    object.output = "";
                if (message.output != null && $Object.hasOwnProperty.call(message, "output"))
                    object.output = message.output;
                if (message.counts && message.counts.length) {
                    object.counts = $Array(message.counts.length);
                    for (let j = 0; j < message.counts.length; ++j)
                        object.counts[j] = options.json && !$isFinite(message.counts[j]) ? $String(message.counts[j]) : message.counts[j];
                }
                return object;
            };

            /**
             * Converts this Confusion to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Confusion
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Confusion.prototype.toJSON = function() {
                return Confusion.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Confusion
             * @function getTypeUrl
             * @memberof lockstep.v1.Confusion
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Confusion.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Confusion";
            };

            return Confusion;
        })();

        v1.Suspect = (function() {

            /**
             * Properties of a Suspect.
             * @typedef {Object} lockstep.v1.Suspect.$Properties
             * @property {number|null} [generation] Suspect generation
             * @property {number|null} [step] Suspect step
             * @property {number|null} [peerRank] Suspect peerRank
             * @property {string|null} [reason] Suspect reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Suspect.
             * @memberof lockstep.v1
             * @interface ISuspect
             * @augments lockstep.v1.Suspect.$Properties
             * @deprecated Use lockstep.v1.Suspect.$Properties instead.
             */

            /**
             * Shape of a Suspect.
             * @typedef {lockstep.v1.Suspect.$Properties} lockstep.v1.Suspect.$Shape
             */

            /**
             * Constructs a new Suspect.
             * @memberof lockstep.v1
             * @classdesc Represents a Suspect.
             * @constructor
             * @param {lockstep.v1.Suspect.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Suspect = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Suspect generation.
             * @member {number} generation
             * @memberof lockstep.v1.Suspect
             * @instance
             */
            Suspect.prototype.generation = 0;

            /**
             * Suspect step.
             * @member {number} step
             * @memberof lockstep.v1.Suspect
             * @instance
             */
            Suspect.prototype.step = 0;

            /**
             * Suspect peerRank.
             * @member {number} peerRank
             * @memberof lockstep.v1.Suspect
             * @instance
             */
            Suspect.prototype.peerRank = 0;

            /**
             * Suspect reason.
             * @member {string} reason
             * @memberof lockstep.v1.Suspect
             * @instance
             */
            Suspect.prototype.reason = "";

            /**
             * Encodes the specified Suspect message. Does not implicitly {@link lockstep.v1.Suspect.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Suspect
             * @static
             * @param {lockstep.v1.Suspect.$Properties} message Suspect message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Suspect.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.generation);
                if (message.step != null && $Object.hasOwnProperty.call(message, "step") && message.step !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.step);
                if (message.peerRank != null && $Object.hasOwnProperty.call(message, "peerRank") && message.peerRank !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.peerRank);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Suspect message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Suspect
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Suspect & lockstep.v1.Suspect.$Shape} Suspect
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Suspect.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Suspect();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.step = value;
                            else
                                delete message.step;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.peerRank = value;
                            else
                                delete message.peerRank;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Suspect message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Suspect
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Suspect} Suspect
             */
            Suspect.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Suspect)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Suspect: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Suspect();
                if (object.generation != null)
                    if ($Number(object.generation) !== 0)
                        message.generation = object.generation >>> 0;
                if (object.step != null)
                    if ($Number(object.step) !== 0)
                        message.step = object.step >>> 0;
                if (object.peerRank != null)
                    if ($Number(object.peerRank) !== 0)
                        message.peerRank = object.peerRank >>> 0;
                if (object.reason != null)
                    if (typeof object.reason !== "string" || object.reason.length)
                        message.reason = $String(object.reason);
                return message;
            };

            /**
             * Creates a plain object from a Suspect message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Suspect
             * @static
             * @param {lockstep.v1.Suspect} message Suspect
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Suspect.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.generation = 0;
                    object.step = 0;
                    object.peerRank = 0;
                    object.reason = "";
                }
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation"))
                    object.generation = message.generation;
                if (message.step != null && $Object.hasOwnProperty.call(message, "step"))
                    object.step = message.step;
                if (message.peerRank != null && $Object.hasOwnProperty.call(message, "peerRank"))
                    object.peerRank = message.peerRank;
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                    object.reason = message.reason;
                return object;
            };

            /**
             * Converts this Suspect to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Suspect
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Suspect.prototype.toJSON = function() {
                return Suspect.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Suspect
             * @function getTypeUrl
             * @memberof lockstep.v1.Suspect
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Suspect.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Suspect";
            };

            return Suspect;
        })();

        v1.Interrupted = (function() {

            /**
             * Properties of an Interrupted.
             * @typedef {Object} lockstep.v1.Interrupted.$Properties
             * @property {number|null} [generation] Interrupted generation
             * @property {boolean|null} [hasState] Interrupted hasState
             * @property {lockstep.v1.Position.$Properties|null} [position] Interrupted position
             * @property {string|null} [reason] Interrupted reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Interrupted.
             * @memberof lockstep.v1
             * @interface IInterrupted
             * @augments lockstep.v1.Interrupted.$Properties
             * @deprecated Use lockstep.v1.Interrupted.$Properties instead.
             */

            /**
             * Shape of an Interrupted.
             * @typedef {lockstep.v1.Interrupted.$Properties} lockstep.v1.Interrupted.$Shape
             */

            /**
             * Constructs a new Interrupted.
             * @memberof lockstep.v1
             * @classdesc Represents an Interrupted.
             * @constructor
             * @param {lockstep.v1.Interrupted.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Interrupted = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Interrupted generation.
             * @member {number} generation
             * @memberof lockstep.v1.Interrupted
             * @instance
             */
            Interrupted.prototype.generation = 0;

            /**
             * Interrupted hasState.
             * @member {boolean} hasState
             * @memberof lockstep.v1.Interrupted
             * @instance
             */
            Interrupted.prototype.hasState = false;

            /**
             * Interrupted position.
             * @member {lockstep.v1.Position.$Properties|null|undefined} position
             * @memberof lockstep.v1.Interrupted
             * @instance
             */
            Interrupted.prototype.position = null;

            /**
             * Interrupted reason.
             * @member {string} reason
             * @memberof lockstep.v1.Interrupted
             * @instance
             */
            Interrupted.prototype.reason = "";

            /**
             * Encodes the specified Interrupted message. Does not implicitly {@link lockstep.v1.Interrupted.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Interrupted
             * @static
             * @param {lockstep.v1.Interrupted.$Properties} message Interrupted message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Interrupted.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.generation);
                if (message.hasState != null && $Object.hasOwnProperty.call(message, "hasState") && message.hasState !== false)
                    writer.uint32(/* id 2, wireType 0 =*/16).bool(message.hasState);
                if (message.position != null && $Object.hasOwnProperty.call(message, "position"))
                    $root.lockstep.v1.Position.encode(message.position, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Interrupted message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Interrupted
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Interrupted & lockstep.v1.Interrupted.$Shape} Interrupted
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Interrupted.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Interrupted();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.hasState = value;
                            else
                                delete message.hasState;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.position = $root.lockstep.v1.Position.decode(reader, reader.size(), $undefined, _depth + 1, message.position);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an Interrupted message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Interrupted
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Interrupted} Interrupted
             */
            Interrupted.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Interrupted)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Interrupted: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Interrupted();
                if (object.generation != null)
                    if ($Number(object.generation) !== 0)
                        message.generation = object.generation >>> 0;
                if (object.hasState != null)
                    if (object.hasState)
                        message.hasState = $Boolean(object.hasState);
                if (object.position != null) {
                    if (!$util.isObject(object.position))
                        throw $TypeError(".lockstep.v1.Interrupted.position: object expected");
                    message.position = $root.lockstep.v1.Position.fromObject(object.position, _depth + 1);
                }
                if (object.reason != null)
                    if (typeof object.reason !== "string" || object.reason.length)
                        message.reason = $String(object.reason);
                return message;
            };

            /**
             * Creates a plain object from an Interrupted message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Interrupted
             * @static
             * @param {lockstep.v1.Interrupted} message Interrupted
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Interrupted.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.generation = 0;
                    object.hasState = false;
                    object.position = null;
                    object.reason = "";
                }
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation"))
                    object.generation = message.generation;
                if (message.hasState != null && $Object.hasOwnProperty.call(message, "hasState"))
                    object.hasState = message.hasState;
                if (message.position != null && $Object.hasOwnProperty.call(message, "position"))
                    object.position = $root.lockstep.v1.Position.toObject(message.position, options, _depth + 1);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                    object.reason = message.reason;
                return object;
            };

            /**
             * Converts this Interrupted to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Interrupted
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Interrupted.prototype.toJSON = function() {
                return Interrupted.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Interrupted
             * @function getTypeUrl
             * @memberof lockstep.v1.Interrupted
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Interrupted.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Interrupted";
            };

            return Interrupted;
        })();

        v1.Finished = (function() {

            /**
             * Properties of a Finished.
             * @typedef {Object} lockstep.v1.Finished.$Properties
             * @property {number|null} [generation] Finished generation
             * @property {number|null} [rank] Finished rank
             * @property {lockstep.v1.Position.$Properties|null} [position] Finished position
             * @property {string|null} [weightsSha256] Finished weightsSha256
             * @property {string|null} [stopped] Finished stopped
             * @property {Object.<string,number>|null} [tested] Finished tested
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Finished.
             * @memberof lockstep.v1
             * @interface IFinished
             * @augments lockstep.v1.Finished.$Properties
             * @deprecated Use lockstep.v1.Finished.$Properties instead.
             */

            /**
             * Shape of a Finished.
             * @typedef {lockstep.v1.Finished.$Properties} lockstep.v1.Finished.$Shape
             */

            /**
             * Constructs a new Finished.
             * @memberof lockstep.v1
             * @classdesc Represents a Finished.
             * @constructor
             * @param {lockstep.v1.Finished.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Finished = function (properties) {
                this.tested = {};
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Finished generation.
             * @member {number} generation
             * @memberof lockstep.v1.Finished
             * @instance
             */
            Finished.prototype.generation = 0;

            /**
             * Finished rank.
             * @member {number} rank
             * @memberof lockstep.v1.Finished
             * @instance
             */
            Finished.prototype.rank = 0;

            /**
             * Finished position.
             * @member {lockstep.v1.Position.$Properties|null|undefined} position
             * @memberof lockstep.v1.Finished
             * @instance
             */
            Finished.prototype.position = null;

            /**
             * Finished weightsSha256.
             * @member {string} weightsSha256
             * @memberof lockstep.v1.Finished
             * @instance
             */
            Finished.prototype.weightsSha256 = "";

            /**
             * Finished stopped.
             * @member {string} stopped
             * @memberof lockstep.v1.Finished
             * @instance
             */
            Finished.prototype.stopped = "";

            /**
             * Finished tested.
             * @member {Object.<string,number>} tested
             * @memberof lockstep.v1.Finished
             * @instance
             */
            Finished.prototype.tested = $util.emptyObject;

            /**
             * Encodes the specified Finished message. Does not implicitly {@link lockstep.v1.Finished.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Finished
             * @static
             * @param {lockstep.v1.Finished.$Properties} message Finished message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Finished.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.generation);
                if (message.rank != null && $Object.hasOwnProperty.call(message, "rank") && message.rank !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.rank);
                if (message.position != null && $Object.hasOwnProperty.call(message, "position"))
                    $root.lockstep.v1.Position.encode(message.position, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.weightsSha256 != null && $Object.hasOwnProperty.call(message, "weightsSha256") && message.weightsSha256 !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.weightsSha256);
                if (message.stopped != null && $Object.hasOwnProperty.call(message, "stopped") && message.stopped !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.stopped);
                if (message.tested != null && $Object.hasOwnProperty.call(message, "tested"))
                    for (let keys = $Object.keys(message.tested), i = 0; i < keys.length; ++i)
                        writer.uint32(/* id 6, wireType 2 =*/50).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 1 =*/17).double(message.tested[keys[i]]).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Finished message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Finished
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Finished & lockstep.v1.Finished.$Shape} Finished
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Finished.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, key, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Finished();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.rank = value;
                            else
                                delete message.rank;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.position = $root.lockstep.v1.Position.decode(reader, reader.size(), $undefined, _depth + 1, message.position);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.weightsSha256 = value;
                            else
                                delete message.weightsSha256;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.stopped = value;
                            else
                                delete message.stopped;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (message.tested === $util.emptyObject)
                                message.tested = {};
                            let end2 = reader.size() + reader.pos;
                            if (end2 > reader.len)
                                throw $RangeError("index out of range");
                            reader.len = end2;
                            key = "";
                            value = 0;
                            while (reader.pos < end2) {
                                let tag2 = reader.tag();
                                wireType = tag2 & 7;
                                switch (tag2 >>>= 3) {
                                case 1:
                                    if (wireType !== 2)
                                        break;
                                    key = reader.stringVerify();
                                    continue;
                                case 2:
                                    if (wireType !== 1)
                                        break;
                                    value = reader.double();
                                    continue;
                                }
                                reader.skipType(wireType, _depth, tag2);
                            }
                            if (reader.pos !== end2)
                                throw $RangeError("index out of range");
                            reader.len = end;
                            if (key === "__proto__")
                                $util.makeProp(message.tested, key);
                            message.tested[key] = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Finished message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Finished
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Finished} Finished
             */
            Finished.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Finished)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Finished: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Finished();
                if (object.generation != null)
                    if ($Number(object.generation) !== 0)
                        message.generation = object.generation >>> 0;
                if (object.rank != null)
                    if ($Number(object.rank) !== 0)
                        message.rank = object.rank >>> 0;
                if (object.position != null) {
                    if (!$util.isObject(object.position))
                        throw $TypeError(".lockstep.v1.Finished.position: object expected");
                    message.position = $root.lockstep.v1.Position.fromObject(object.position, _depth + 1);
                }
                if (object.weightsSha256 != null)
                    if (typeof object.weightsSha256 !== "string" || object.weightsSha256.length)
                        message.weightsSha256 = $String(object.weightsSha256);
                if (object.stopped != null)
                    if (typeof object.stopped !== "string" || object.stopped.length)
                        message.stopped = $String(object.stopped);
                if (object.tested) {
                    if (!$util.isObject(object.tested))
                        throw $TypeError(".lockstep.v1.Finished.tested: object expected");
                    message.tested = {};
                    for (let keys = $Object.keys(object.tested), i = 0; i < keys.length; ++i) {
                        if (keys[i] === "__proto__")
                            $util.makeProp(message.tested, keys[i]);
                        message.tested[keys[i]] = $Number(object.tested[keys[i]]);
                    }
                }
                return message;
            };

            /**
             * Creates a plain object from a Finished message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Finished
             * @static
             * @param {lockstep.v1.Finished} message Finished
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Finished.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.objects || options.defaults)
                    object.tested = {};
                if (options.defaults) {
                    object.generation = 0;
                    object.rank = 0;
                    object.position = null;
                    object.weightsSha256 = "";
                    object.stopped = "";
                }
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation"))
                    object.generation = message.generation;
                if (message.rank != null && $Object.hasOwnProperty.call(message, "rank"))
                    object.rank = message.rank;
                if (message.position != null && $Object.hasOwnProperty.call(message, "position"))
                    object.position = $root.lockstep.v1.Position.toObject(message.position, options, _depth + 1);
                if (message.weightsSha256 != null && $Object.hasOwnProperty.call(message, "weightsSha256"))
                    object.weightsSha256 = message.weightsSha256;
                if (message.stopped != null && $Object.hasOwnProperty.call(message, "stopped"))
                    object.stopped = message.stopped;
                let keys2;
                if (message.tested && (keys2 = $Object.keys(message.tested)).length) {
                    object.tested = {};
                    for (let j = 0; j < keys2.length; ++j) {
                        if (keys2[j] === "__proto__")
                            $util.makeProp(object.tested, keys2[j]);
                        object.tested[keys2[j]] = options.json && !$isFinite(message.tested[keys2[j]]) ? $String(message.tested[keys2[j]]) : message.tested[keys2[j]];
                    }
                }
                return object;
            };

            /**
             * Converts this Finished to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Finished
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Finished.prototype.toJSON = function() {
                return Finished.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Finished
             * @function getTypeUrl
             * @memberof lockstep.v1.Finished
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Finished.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Finished";
            };

            return Finished;
        })();

        v1.Failed = (function() {

            /**
             * Properties of a Failed.
             * @typedef {Object} lockstep.v1.Failed.$Properties
             * @property {string|null} [code] Failed code
             * @property {string|null} [message] Failed message
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Failed.
             * @memberof lockstep.v1
             * @interface IFailed
             * @augments lockstep.v1.Failed.$Properties
             * @deprecated Use lockstep.v1.Failed.$Properties instead.
             */

            /**
             * Shape of a Failed.
             * @typedef {lockstep.v1.Failed.$Properties} lockstep.v1.Failed.$Shape
             */

            /**
             * Constructs a new Failed.
             * @memberof lockstep.v1
             * @classdesc Represents a Failed.
             * @constructor
             * @param {lockstep.v1.Failed.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Failed = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Failed code.
             * @member {string} code
             * @memberof lockstep.v1.Failed
             * @instance
             */
            Failed.prototype.code = "";

            /**
             * Failed message.
             * @member {string} message
             * @memberof lockstep.v1.Failed
             * @instance
             */
            Failed.prototype.message = "";

            /**
             * Encodes the specified Failed message. Does not implicitly {@link lockstep.v1.Failed.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Failed
             * @static
             * @param {lockstep.v1.Failed.$Properties} message Failed message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Failed.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.code);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.message);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Failed message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Failed
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Failed & lockstep.v1.Failed.$Shape} Failed
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Failed.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Failed();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Failed message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Failed
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Failed} Failed
             */
            Failed.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Failed)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Failed: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Failed();
                if (object.code != null)
                    if (typeof object.code !== "string" || object.code.length)
                        message.code = $String(object.code);
                if (object.message != null)
                    if (typeof object.message !== "string" || object.message.length)
                        message.message = $String(object.message);
                return message;
            };

            /**
             * Creates a plain object from a Failed message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Failed
             * @static
             * @param {lockstep.v1.Failed} message Failed
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Failed.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.code = "";
                    object.message = "";
                }
                if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
                    object.code = message.code;
                if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                    object.message = message.message;
                return object;
            };

            /**
             * Converts this Failed to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Failed
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Failed.prototype.toJSON = function() {
                return Failed.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Failed
             * @function getTypeUrl
             * @memberof lockstep.v1.Failed
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Failed.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Failed";
            };

            return Failed;
        })();

        v1.Leave = (function() {

            /**
             * Properties of a Leave.
             * @typedef {Object} lockstep.v1.Leave.$Properties
             * @property {string|null} [reason] Leave reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Leave.
             * @memberof lockstep.v1
             * @interface ILeave
             * @augments lockstep.v1.Leave.$Properties
             * @deprecated Use lockstep.v1.Leave.$Properties instead.
             */

            /**
             * Shape of a Leave.
             * @typedef {lockstep.v1.Leave.$Properties} lockstep.v1.Leave.$Shape
             */

            /**
             * Constructs a new Leave.
             * @memberof lockstep.v1
             * @classdesc Represents a Leave.
             * @constructor
             * @param {lockstep.v1.Leave.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Leave = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Leave reason.
             * @member {string} reason
             * @memberof lockstep.v1.Leave
             * @instance
             */
            Leave.prototype.reason = "";

            /**
             * Encodes the specified Leave message. Does not implicitly {@link lockstep.v1.Leave.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Leave
             * @static
             * @param {lockstep.v1.Leave.$Properties} message Leave message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Leave.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Leave message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Leave
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Leave & lockstep.v1.Leave.$Shape} Leave
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Leave.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Leave();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Leave message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Leave
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Leave} Leave
             */
            Leave.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Leave)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Leave: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Leave();
                if (object.reason != null)
                    if (typeof object.reason !== "string" || object.reason.length)
                        message.reason = $String(object.reason);
                return message;
            };

            /**
             * Creates a plain object from a Leave message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Leave
             * @static
             * @param {lockstep.v1.Leave} message Leave
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Leave.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.reason = "";
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                    object.reason = message.reason;
                return object;
            };

            /**
             * Converts this Leave to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Leave
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Leave.prototype.toJSON = function() {
                return Leave.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Leave
             * @function getTypeUrl
             * @memberof lockstep.v1.Leave
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Leave.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Leave";
            };

            return Leave;
        })();

        v1.Directive = (function() {

            /**
             * Properties of a Directive.
             * @typedef {Object} lockstep.v1.Directive.$Properties
             * @property {lockstep.v1.Generation.$Properties|null} [generation] Directive generation
             * @property {lockstep.v1.Interrupt.$Properties|null} [interrupt] Directive interrupt
             * @property {lockstep.v1.Stop.$Properties|null} [stop] Directive stop
             * @property {lockstep.v1.ClockReading.$Properties|null} [clock] Directive clock
             * @property {"generation"|"interrupt"|"stop"|"clock"} [kind] Directive kind
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Directive.
             * @memberof lockstep.v1
             * @interface IDirective
             * @augments lockstep.v1.Directive.$Properties
             * @deprecated Use lockstep.v1.Directive.$Properties instead.
             */

            /**
             * Narrowed shape of a Directive.
             * @typedef {{
             *   generation?: lockstep.v1.Generation.$Shape|null;
             *   interrupt?: lockstep.v1.Interrupt.$Shape|null;
             *   stop?: lockstep.v1.Stop.$Shape|null;
             *   clock?: lockstep.v1.ClockReading.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ kind?: undefined; generation?: null; interrupt?: null; stop?: null; clock?: null }|{ kind?: "generation"; generation: lockstep.v1.Generation.$Shape; interrupt?: null; stop?: null; clock?: null }|{ kind?: "interrupt"; generation?: null; interrupt: lockstep.v1.Interrupt.$Shape; stop?: null; clock?: null }|{ kind?: "stop"; generation?: null; interrupt?: null; stop: lockstep.v1.Stop.$Shape; clock?: null }|{ kind?: "clock"; generation?: null; interrupt?: null; stop?: null; clock: lockstep.v1.ClockReading.$Shape })
             * )} lockstep.v1.Directive.$Shape
             */

            /**
             * Constructs a new Directive.
             * @memberof lockstep.v1
             * @classdesc Represents a Directive.
             * @constructor
             * @param {lockstep.v1.Directive.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Directive = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Directive generation.
             * @member {lockstep.v1.Generation.$Properties|null|undefined} generation
             * @memberof lockstep.v1.Directive
             * @instance
             */
            Directive.prototype.generation = null;

            /**
             * Directive interrupt.
             * @member {lockstep.v1.Interrupt.$Properties|null|undefined} interrupt
             * @memberof lockstep.v1.Directive
             * @instance
             */
            Directive.prototype.interrupt = null;

            /**
             * Directive stop.
             * @member {lockstep.v1.Stop.$Properties|null|undefined} stop
             * @memberof lockstep.v1.Directive
             * @instance
             */
            Directive.prototype.stop = null;

            /**
             * Directive clock.
             * @member {lockstep.v1.ClockReading.$Properties|null|undefined} clock
             * @memberof lockstep.v1.Directive
             * @instance
             */
            Directive.prototype.clock = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Directive kind.
             * @member {"generation"|"interrupt"|"stop"|"clock"|undefined} kind
             * @memberof lockstep.v1.Directive
             * @instance
             */
            $Object.defineProperty(Directive.prototype, "kind", {
                get: $util.oneOfGetter($oneOfFields = ["generation", "interrupt", "stop", "clock"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Directive message. Does not implicitly {@link lockstep.v1.Directive.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Directive
             * @static
             * @param {lockstep.v1.Directive.$Properties} message Directive message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Directive.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation"))
                    $root.lockstep.v1.Generation.encode(message.generation, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.interrupt != null && $Object.hasOwnProperty.call(message, "interrupt"))
                    $root.lockstep.v1.Interrupt.encode(message.interrupt, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.stop != null && $Object.hasOwnProperty.call(message, "stop"))
                    $root.lockstep.v1.Stop.encode(message.stop, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.clock != null && $Object.hasOwnProperty.call(message, "clock"))
                    $root.lockstep.v1.ClockReading.encode(message.clock, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Directive message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Directive
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Directive & lockstep.v1.Directive.$Shape} Directive
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Directive.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Directive();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.generation = $root.lockstep.v1.Generation.decode(reader, reader.size(), $undefined, _depth + 1, message.generation);
                            message.kind = "generation";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.interrupt = $root.lockstep.v1.Interrupt.decode(reader, reader.size(), $undefined, _depth + 1, message.interrupt);
                            message.kind = "interrupt";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.stop = $root.lockstep.v1.Stop.decode(reader, reader.size(), $undefined, _depth + 1, message.stop);
                            message.kind = "stop";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.clock = $root.lockstep.v1.ClockReading.decode(reader, reader.size(), $undefined, _depth + 1, message.clock);
                            message.kind = "clock";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Directive message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Directive
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Directive} Directive
             */
            Directive.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Directive)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Directive: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Directive();
                if (object.generation != null) {
                    if (!$util.isObject(object.generation))
                        throw $TypeError(".lockstep.v1.Directive.generation: object expected");
                    message.generation = $root.lockstep.v1.Generation.fromObject(object.generation, _depth + 1);
                }
                if (object.interrupt != null) {
                    if (!$util.isObject(object.interrupt))
                        throw $TypeError(".lockstep.v1.Directive.interrupt: object expected");
                    message.interrupt = $root.lockstep.v1.Interrupt.fromObject(object.interrupt, _depth + 1);
                }
                if (object.stop != null) {
                    if (!$util.isObject(object.stop))
                        throw $TypeError(".lockstep.v1.Directive.stop: object expected");
                    message.stop = $root.lockstep.v1.Stop.fromObject(object.stop, _depth + 1);
                }
                if (object.clock != null) {
                    if (!$util.isObject(object.clock))
                        throw $TypeError(".lockstep.v1.Directive.clock: object expected");
                    message.clock = $root.lockstep.v1.ClockReading.fromObject(object.clock, _depth + 1);
                }
                return message;
            };

            /**
             * Creates a plain object from a Directive message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Directive
             * @static
             * @param {lockstep.v1.Directive} message Directive
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Directive.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation")) {
                    object.generation = $root.lockstep.v1.Generation.toObject(message.generation, options, _depth + 1);
                    if (options.oneofs)
                        object.kind = "generation";
                }
                if (message.interrupt != null && $Object.hasOwnProperty.call(message, "interrupt")) {
                    object.interrupt = $root.lockstep.v1.Interrupt.toObject(message.interrupt, options, _depth + 1);
                    if (options.oneofs)
                        object.kind = "interrupt";
                }
                if (message.stop != null && $Object.hasOwnProperty.call(message, "stop")) {
                    object.stop = $root.lockstep.v1.Stop.toObject(message.stop, options, _depth + 1);
                    if (options.oneofs)
                        object.kind = "stop";
                }
                if (message.clock != null && $Object.hasOwnProperty.call(message, "clock")) {
                    object.clock = $root.lockstep.v1.ClockReading.toObject(message.clock, options, _depth + 1);
                    if (options.oneofs)
                        object.kind = "clock";
                }
                return object;
            };

            /**
             * Converts this Directive to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Directive
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Directive.prototype.toJSON = function() {
                return Directive.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Directive
             * @function getTypeUrl
             * @memberof lockstep.v1.Directive
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Directive.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Directive";
            };

            return Directive;
        })();

        v1.ClockReading = (function() {

            /**
             * Properties of a ClockReading.
             * @typedef {Object} lockstep.v1.ClockReading.$Properties
             * @property {number|null} [sentMs] ClockReading sentMs
             * @property {number|null} [receivedMs] ClockReading receivedMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ClockReading.
             * @memberof lockstep.v1
             * @interface IClockReading
             * @augments lockstep.v1.ClockReading.$Properties
             * @deprecated Use lockstep.v1.ClockReading.$Properties instead.
             */

            /**
             * Shape of a ClockReading.
             * @typedef {lockstep.v1.ClockReading.$Properties} lockstep.v1.ClockReading.$Shape
             */

            /**
             * Constructs a new ClockReading.
             * @memberof lockstep.v1
             * @classdesc Represents a ClockReading.
             * @constructor
             * @param {lockstep.v1.ClockReading.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ClockReading = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ClockReading sentMs.
             * @member {number} sentMs
             * @memberof lockstep.v1.ClockReading
             * @instance
             */
            ClockReading.prototype.sentMs = 0;

            /**
             * ClockReading receivedMs.
             * @member {number} receivedMs
             * @memberof lockstep.v1.ClockReading
             * @instance
             */
            ClockReading.prototype.receivedMs = 0;

            /**
             * Encodes the specified ClockReading message. Does not implicitly {@link lockstep.v1.ClockReading.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.ClockReading
             * @static
             * @param {lockstep.v1.ClockReading.$Properties} message ClockReading message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ClockReading.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.sentMs != null && $Object.hasOwnProperty.call(message, "sentMs") && !$Object.is(message.sentMs, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.sentMs);
                if (message.receivedMs != null && $Object.hasOwnProperty.call(message, "receivedMs") && !$Object.is(message.receivedMs, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.receivedMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ClockReading message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.ClockReading
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.ClockReading & lockstep.v1.ClockReading.$Shape} ClockReading
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ClockReading.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.ClockReading();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.sentMs = value;
                            else
                                delete message.sentMs;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.receivedMs = value;
                            else
                                delete message.receivedMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a ClockReading message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.ClockReading
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.ClockReading} ClockReading
             */
            ClockReading.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.ClockReading)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.ClockReading: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.ClockReading();
                if (object.sentMs != null)
                    if (!$Object.is($Number(object.sentMs), 0))
                        message.sentMs = $Number(object.sentMs);
                if (object.receivedMs != null)
                    if (!$Object.is($Number(object.receivedMs), 0))
                        message.receivedMs = $Number(object.receivedMs);
                return message;
            };

            /**
             * Creates a plain object from a ClockReading message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.ClockReading
             * @static
             * @param {lockstep.v1.ClockReading} message ClockReading
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            ClockReading.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.sentMs = 0;
                    object.receivedMs = 0;
                }
                if (message.sentMs != null && $Object.hasOwnProperty.call(message, "sentMs"))
                    object.sentMs = options.json && !$isFinite(message.sentMs) ? $String(message.sentMs) : message.sentMs;
                if (message.receivedMs != null && $Object.hasOwnProperty.call(message, "receivedMs"))
                    object.receivedMs = options.json && !$isFinite(message.receivedMs) ? $String(message.receivedMs) : message.receivedMs;
                return object;
            };

            /**
             * Converts this ClockReading to JSON.
             * @function toJSON
             * @memberof lockstep.v1.ClockReading
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            ClockReading.prototype.toJSON = function() {
                return ClockReading.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for ClockReading
             * @function getTypeUrl
             * @memberof lockstep.v1.ClockReading
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ClockReading.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.ClockReading";
            };

            return ClockReading;
        })();

        v1.Generation = (function() {

            /**
             * Properties of a Generation.
             * @typedef {Object} lockstep.v1.Generation.$Properties
             * @property {number|null} [number] Generation number
             * @property {Array.<lockstep.v1.Member.$Properties>|null} [members] Generation members
             * @property {Uint8Array|null} [key] Generation key
             * @property {number|null} [nextStep] Generation nextStep
             * @property {number|null} [sourceRank] Generation sourceRank
             * @property {string|null} [restore] Generation restore
             * @property {lockstep.v1.Orders.$Properties|null} [orders] Generation orders
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Generation.
             * @memberof lockstep.v1
             * @interface IGeneration
             * @augments lockstep.v1.Generation.$Properties
             * @deprecated Use lockstep.v1.Generation.$Properties instead.
             */

            /**
             * Shape of a Generation.
             * @typedef {lockstep.v1.Generation.$Properties} lockstep.v1.Generation.$Shape
             */

            /**
             * Constructs a new Generation.
             * @memberof lockstep.v1
             * @classdesc Represents a Generation.
             * @constructor
             * @param {lockstep.v1.Generation.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Generation = function (properties) {
                this.members = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Generation number.
             * @member {number} number
             * @memberof lockstep.v1.Generation
             * @instance
             */
            Generation.prototype.number = 0;

            /**
             * Generation members.
             * @member {Array.<lockstep.v1.Member.$Properties>} members
             * @memberof lockstep.v1.Generation
             * @instance
             */
            Generation.prototype.members = $util.emptyArray;

            /**
             * Generation key.
             * @member {Uint8Array} key
             * @memberof lockstep.v1.Generation
             * @instance
             */
            Generation.prototype.key = $util.newBuffer([]);

            /**
             * Generation nextStep.
             * @member {number} nextStep
             * @memberof lockstep.v1.Generation
             * @instance
             */
            Generation.prototype.nextStep = 0;

            /**
             * Generation sourceRank.
             * @member {number} sourceRank
             * @memberof lockstep.v1.Generation
             * @instance
             */
            Generation.prototype.sourceRank = 0;

            /**
             * Generation restore.
             * @member {string} restore
             * @memberof lockstep.v1.Generation
             * @instance
             */
            Generation.prototype.restore = "";

            /**
             * Generation orders.
             * @member {lockstep.v1.Orders.$Properties|null|undefined} orders
             * @memberof lockstep.v1.Generation
             * @instance
             */
            Generation.prototype.orders = null;

            /**
             * Encodes the specified Generation message. Does not implicitly {@link lockstep.v1.Generation.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Generation
             * @static
             * @param {lockstep.v1.Generation.$Properties} message Generation message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Generation.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.number != null && $Object.hasOwnProperty.call(message, "number") && message.number !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.number);
                if (message.members != null && message.members.length)
                    for (let i = 0; i < message.members.length; ++i)
                        $root.lockstep.v1.Member.encode(message.members[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.key);
                if (message.nextStep != null && $Object.hasOwnProperty.call(message, "nextStep") && message.nextStep !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.nextStep);
                if (message.sourceRank != null && $Object.hasOwnProperty.call(message, "sourceRank") && message.sourceRank !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.sourceRank);
                if (message.restore != null && $Object.hasOwnProperty.call(message, "restore") && message.restore !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.restore);
                if (message.orders != null && $Object.hasOwnProperty.call(message, "orders"))
                    $root.lockstep.v1.Orders.encode(message.orders, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Generation message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Generation
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Generation & lockstep.v1.Generation.$Shape} Generation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Generation.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Generation();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.number = value;
                            else
                                delete message.number;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.members && message.members.length))
                                message.members = [];
                            message.members.push($root.lockstep.v1.Member.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.key = value;
                            else
                                delete message.key;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.nextStep = value;
                            else
                                delete message.nextStep;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sourceRank = value;
                            else
                                delete message.sourceRank;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.restore = value;
                            else
                                delete message.restore;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.orders = $root.lockstep.v1.Orders.decode(reader, reader.size(), $undefined, _depth + 1, message.orders);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Generation message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Generation
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Generation} Generation
             */
            Generation.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Generation)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Generation: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Generation();
                if (object.number != null)
                    if ($Number(object.number) !== 0)
                        message.number = object.number >>> 0;
                if (object.members) {
                    if (!$Array.isArray(object.members))
                        throw $TypeError(".lockstep.v1.Generation.members: array expected");
                    message.members = $Array(object.members.length);
                    for (let i = 0; i < object.members.length; ++i) {
                        if (!$util.isObject(object.members[i]))
                            throw $TypeError(".lockstep.v1.Generation.members: object expected");
                        message.members[i] = $root.lockstep.v1.Member.fromObject(object.members[i], _depth + 1);
                    }
                }
                if (object.key != null)
                    if (object.key.length)
                        if (typeof object.key === "string")
                            $util.base64.decode(object.key, message.key = $util.newBuffer($util.base64.length(object.key)), 0);
                        else if (object.key.length >= 0)
                            message.key = object.key;
                if (object.nextStep != null)
                    if ($Number(object.nextStep) !== 0)
                        message.nextStep = object.nextStep >>> 0;
                if (object.sourceRank != null)
                    if ($Number(object.sourceRank) !== 0)
                        message.sourceRank = object.sourceRank >>> 0;
                if (object.restore != null)
                    if (typeof object.restore !== "string" || object.restore.length)
                        message.restore = $String(object.restore);
                if (object.orders != null) {
                    if (!$util.isObject(object.orders))
                        throw $TypeError(".lockstep.v1.Generation.orders: object expected");
                    message.orders = $root.lockstep.v1.Orders.fromObject(object.orders, _depth + 1);
                }
                return message;
            };

            /**
             * Creates a plain object from a Generation message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Generation
             * @static
             * @param {lockstep.v1.Generation} message Generation
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Generation.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.members = [];
                if (options.defaults) {
                    object.number = 0;
                    if (options.bytes === $String)
                        object.key = "";
                    else {
                        object.key = [];
                        if (options.bytes !== $Array)
                            object.key = $util.newBuffer(object.key);
                    }
                    object.nextStep = 0;
                    object.sourceRank = 0;
                    object.restore = "";
                    object.orders = null;
                }
                if (message.number != null && $Object.hasOwnProperty.call(message, "number"))
                    object.number = message.number;
                if (message.members && message.members.length) {
                    object.members = $Array(message.members.length);
                    for (let j = 0; j < message.members.length; ++j)
                        object.members[j] = $root.lockstep.v1.Member.toObject(message.members[j], options, _depth + 1);
                }
                if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                    object.key = options.bytes === $String ? $util.base64.encode(message.key, 0, message.key.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.key) : message.key;
                if (message.nextStep != null && $Object.hasOwnProperty.call(message, "nextStep"))
                    object.nextStep = message.nextStep;
                if (message.sourceRank != null && $Object.hasOwnProperty.call(message, "sourceRank"))
                    object.sourceRank = message.sourceRank;
                if (message.restore != null && $Object.hasOwnProperty.call(message, "restore"))
                    object.restore = message.restore;
                if (message.orders != null && $Object.hasOwnProperty.call(message, "orders"))
                    object.orders = $root.lockstep.v1.Orders.toObject(message.orders, options, _depth + 1);
                return object;
            };

            /**
             * Converts this Generation to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Generation
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Generation.prototype.toJSON = function() {
                return Generation.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Generation
             * @function getTypeUrl
             * @memberof lockstep.v1.Generation
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Generation.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Generation";
            };

            return Generation;
        })();

        v1.Orders = (function() {

            /**
             * Properties of an Orders.
             * @typedef {Object} lockstep.v1.Orders.$Properties
             * @property {boolean|null} [paused] Orders paused
             * @property {boolean|null} [checkpoint] Orders checkpoint
             * @property {boolean|null} [stop] Orders stop
             * @property {lockstep.v1.RateOrder.$Properties|null} [rate] Orders rate
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Orders.
             * @memberof lockstep.v1
             * @interface IOrders
             * @augments lockstep.v1.Orders.$Properties
             * @deprecated Use lockstep.v1.Orders.$Properties instead.
             */

            /**
             * Shape of an Orders.
             * @typedef {lockstep.v1.Orders.$Properties} lockstep.v1.Orders.$Shape
             */

            /**
             * Constructs a new Orders.
             * @memberof lockstep.v1
             * @classdesc Represents an Orders.
             * @constructor
             * @param {lockstep.v1.Orders.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Orders = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Orders paused.
             * @member {boolean} paused
             * @memberof lockstep.v1.Orders
             * @instance
             */
            Orders.prototype.paused = false;

            /**
             * Orders checkpoint.
             * @member {boolean} checkpoint
             * @memberof lockstep.v1.Orders
             * @instance
             */
            Orders.prototype.checkpoint = false;

            /**
             * Orders stop.
             * @member {boolean} stop
             * @memberof lockstep.v1.Orders
             * @instance
             */
            Orders.prototype.stop = false;

            /**
             * Orders rate.
             * @member {lockstep.v1.RateOrder.$Properties|null|undefined} rate
             * @memberof lockstep.v1.Orders
             * @instance
             */
            Orders.prototype.rate = null;

            /**
             * Encodes the specified Orders message. Does not implicitly {@link lockstep.v1.Orders.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Orders
             * @static
             * @param {lockstep.v1.Orders.$Properties} message Orders message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Orders.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.paused != null && $Object.hasOwnProperty.call(message, "paused") && message.paused !== false)
                    writer.uint32(/* id 1, wireType 0 =*/8).bool(message.paused);
                if (message.checkpoint != null && $Object.hasOwnProperty.call(message, "checkpoint") && message.checkpoint !== false)
                    writer.uint32(/* id 2, wireType 0 =*/16).bool(message.checkpoint);
                if (message.stop != null && $Object.hasOwnProperty.call(message, "stop") && message.stop !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.stop);
                if (message.rate != null && $Object.hasOwnProperty.call(message, "rate"))
                    $root.lockstep.v1.RateOrder.encode(message.rate, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Orders message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Orders
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Orders & lockstep.v1.Orders.$Shape} Orders
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Orders.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Orders();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.paused = value;
                            else
                                delete message.paused;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.checkpoint = value;
                            else
                                delete message.checkpoint;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.stop = value;
                            else
                                delete message.stop;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.rate = $root.lockstep.v1.RateOrder.decode(reader, reader.size(), $undefined, _depth + 1, message.rate);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an Orders message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Orders
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Orders} Orders
             */
            Orders.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Orders)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Orders: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Orders();
                if (object.paused != null)
                    if (object.paused)
                        message.paused = $Boolean(object.paused);
                if (object.checkpoint != null)
                    if (object.checkpoint)
                        message.checkpoint = $Boolean(object.checkpoint);
                if (object.stop != null)
                    if (object.stop)
                        message.stop = $Boolean(object.stop);
                if (object.rate != null) {
                    if (!$util.isObject(object.rate))
                        throw $TypeError(".lockstep.v1.Orders.rate: object expected");
                    message.rate = $root.lockstep.v1.RateOrder.fromObject(object.rate, _depth + 1);
                }
                return message;
            };

            /**
             * Creates a plain object from an Orders message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Orders
             * @static
             * @param {lockstep.v1.Orders} message Orders
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Orders.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.paused = false;
                    object.checkpoint = false;
                    object.stop = false;
                    object.rate = null;
                }
                if (message.paused != null && $Object.hasOwnProperty.call(message, "paused"))
                    object.paused = message.paused;
                if (message.checkpoint != null && $Object.hasOwnProperty.call(message, "checkpoint"))
                    object.checkpoint = message.checkpoint;
                if (message.stop != null && $Object.hasOwnProperty.call(message, "stop"))
                    object.stop = message.stop;
                if (message.rate != null && $Object.hasOwnProperty.call(message, "rate"))
                    object.rate = $root.lockstep.v1.RateOrder.toObject(message.rate, options, _depth + 1);
                return object;
            };

            /**
             * Converts this Orders to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Orders
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Orders.prototype.toJSON = function() {
                return Orders.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Orders
             * @function getTypeUrl
             * @memberof lockstep.v1.Orders
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Orders.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Orders";
            };

            return Orders;
        })();

        v1.RateOrder = (function() {

            /**
             * Properties of a RateOrder.
             * @typedef {Object} lockstep.v1.RateOrder.$Properties
             * @property {number|null} [number] RateOrder number
             * @property {number|null} [value] RateOrder value
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RateOrder.
             * @memberof lockstep.v1
             * @interface IRateOrder
             * @augments lockstep.v1.RateOrder.$Properties
             * @deprecated Use lockstep.v1.RateOrder.$Properties instead.
             */

            /**
             * Shape of a RateOrder.
             * @typedef {lockstep.v1.RateOrder.$Properties} lockstep.v1.RateOrder.$Shape
             */

            /**
             * Constructs a new RateOrder.
             * @memberof lockstep.v1
             * @classdesc Represents a RateOrder.
             * @constructor
             * @param {lockstep.v1.RateOrder.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RateOrder = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RateOrder number.
             * @member {number} number
             * @memberof lockstep.v1.RateOrder
             * @instance
             */
            RateOrder.prototype.number = 0;

            /**
             * RateOrder value.
             * @member {number} value
             * @memberof lockstep.v1.RateOrder
             * @instance
             */
            RateOrder.prototype.value = 0;

            /**
             * Encodes the specified RateOrder message. Does not implicitly {@link lockstep.v1.RateOrder.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.RateOrder
             * @static
             * @param {lockstep.v1.RateOrder.$Properties} message RateOrder message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RateOrder.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.number != null && $Object.hasOwnProperty.call(message, "number") && message.number !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.number);
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && !$Object.is(message.value, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RateOrder message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.RateOrder
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.RateOrder & lockstep.v1.RateOrder.$Shape} RateOrder
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RateOrder.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.RateOrder();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.number = value;
                            else
                                delete message.number;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.value = value;
                            else
                                delete message.value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a RateOrder message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.RateOrder
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.RateOrder} RateOrder
             */
            RateOrder.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.RateOrder)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.RateOrder: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.RateOrder();
                if (object.number != null)
                    if ($Number(object.number) !== 0)
                        message.number = object.number >>> 0;
                if (object.value != null)
                    if (!$Object.is($Number(object.value), 0))
                        message.value = $Number(object.value);
                return message;
            };

            /**
             * Creates a plain object from a RateOrder message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.RateOrder
             * @static
             * @param {lockstep.v1.RateOrder} message RateOrder
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            RateOrder.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.number = 0;
                    object.value = 0;
                }
                if (message.number != null && $Object.hasOwnProperty.call(message, "number"))
                    object.number = message.number;
                if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                    object.value = options.json && !$isFinite(message.value) ? $String(message.value) : message.value;
                return object;
            };

            /**
             * Converts this RateOrder to JSON.
             * @function toJSON
             * @memberof lockstep.v1.RateOrder
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            RateOrder.prototype.toJSON = function() {
                return RateOrder.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for RateOrder
             * @function getTypeUrl
             * @memberof lockstep.v1.RateOrder
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            RateOrder.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.RateOrder";
            };

            return RateOrder;
        })();

        v1.Member = (function() {

            /**
             * Properties of a Member.
             * @typedef {Object} lockstep.v1.Member.$Properties
             * @property {string|null} [workerId] Member workerId
             * @property {number|null} [rank] Member rank
             * @property {string|null} [address] Member address
             * @property {boolean|null} [hasState] Member hasState
             * @property {number|null} [committedSteps] Member committedSteps
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Member.
             * @memberof lockstep.v1
             * @interface IMember
             * @augments lockstep.v1.Member.$Properties
             * @deprecated Use lockstep.v1.Member.$Properties instead.
             */

            /**
             * Shape of a Member.
             * @typedef {lockstep.v1.Member.$Properties} lockstep.v1.Member.$Shape
             */

            /**
             * Constructs a new Member.
             * @memberof lockstep.v1
             * @classdesc Represents a Member.
             * @constructor
             * @param {lockstep.v1.Member.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Member = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Member workerId.
             * @member {string} workerId
             * @memberof lockstep.v1.Member
             * @instance
             */
            Member.prototype.workerId = "";

            /**
             * Member rank.
             * @member {number} rank
             * @memberof lockstep.v1.Member
             * @instance
             */
            Member.prototype.rank = 0;

            /**
             * Member address.
             * @member {string} address
             * @memberof lockstep.v1.Member
             * @instance
             */
            Member.prototype.address = "";

            /**
             * Member hasState.
             * @member {boolean} hasState
             * @memberof lockstep.v1.Member
             * @instance
             */
            Member.prototype.hasState = false;

            /**
             * Member committedSteps.
             * @member {number} committedSteps
             * @memberof lockstep.v1.Member
             * @instance
             */
            Member.prototype.committedSteps = 0;

            /**
             * Encodes the specified Member message. Does not implicitly {@link lockstep.v1.Member.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Member
             * @static
             * @param {lockstep.v1.Member.$Properties} message Member message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Member.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.workerId != null && $Object.hasOwnProperty.call(message, "workerId") && message.workerId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.workerId);
                if (message.rank != null && $Object.hasOwnProperty.call(message, "rank") && message.rank !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.rank);
                if (message.address != null && $Object.hasOwnProperty.call(message, "address") && message.address !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.address);
                if (message.hasState != null && $Object.hasOwnProperty.call(message, "hasState") && message.hasState !== false)
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.hasState);
                if (message.committedSteps != null && $Object.hasOwnProperty.call(message, "committedSteps") && message.committedSteps !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.committedSteps);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Member message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Member
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Member & lockstep.v1.Member.$Shape} Member
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Member.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Member();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.workerId = value;
                            else
                                delete message.workerId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.rank = value;
                            else
                                delete message.rank;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.address = value;
                            else
                                delete message.address;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.hasState = value;
                            else
                                delete message.hasState;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.committedSteps = value;
                            else
                                delete message.committedSteps;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Member message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Member
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Member} Member
             */
            Member.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Member)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Member: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Member();
                if (object.workerId != null)
                    if (typeof object.workerId !== "string" || object.workerId.length)
                        message.workerId = $String(object.workerId);
                if (object.rank != null)
                    if ($Number(object.rank) !== 0)
                        message.rank = object.rank >>> 0;
                if (object.address != null)
                    if (typeof object.address !== "string" || object.address.length)
                        message.address = $String(object.address);
                if (object.hasState != null)
                    if (object.hasState)
                        message.hasState = $Boolean(object.hasState);
                if (object.committedSteps != null)
                    if ($Number(object.committedSteps) !== 0)
                        message.committedSteps = object.committedSteps >>> 0;
                return message;
            };

            /**
             * Creates a plain object from a Member message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Member
             * @static
             * @param {lockstep.v1.Member} message Member
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Member.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.workerId = "";
                    object.rank = 0;
                    object.address = "";
                    object.hasState = false;
                    object.committedSteps = 0;
                }
                if (message.workerId != null && $Object.hasOwnProperty.call(message, "workerId"))
                    object.workerId = message.workerId;
                if (message.rank != null && $Object.hasOwnProperty.call(message, "rank"))
                    object.rank = message.rank;
                if (message.address != null && $Object.hasOwnProperty.call(message, "address"))
                    object.address = message.address;
                if (message.hasState != null && $Object.hasOwnProperty.call(message, "hasState"))
                    object.hasState = message.hasState;
                if (message.committedSteps != null && $Object.hasOwnProperty.call(message, "committedSteps"))
                    object.committedSteps = message.committedSteps;
                return object;
            };

            /**
             * Converts this Member to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Member
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Member.prototype.toJSON = function() {
                return Member.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Member
             * @function getTypeUrl
             * @memberof lockstep.v1.Member
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Member.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Member";
            };

            return Member;
        })();

        v1.Interrupt = (function() {

            /**
             * Properties of an Interrupt.
             * @typedef {Object} lockstep.v1.Interrupt.$Properties
             * @property {number|null} [generation] Interrupt generation
             * @property {string|null} [reason] Interrupt reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Interrupt.
             * @memberof lockstep.v1
             * @interface IInterrupt
             * @augments lockstep.v1.Interrupt.$Properties
             * @deprecated Use lockstep.v1.Interrupt.$Properties instead.
             */

            /**
             * Shape of an Interrupt.
             * @typedef {lockstep.v1.Interrupt.$Properties} lockstep.v1.Interrupt.$Shape
             */

            /**
             * Constructs a new Interrupt.
             * @memberof lockstep.v1
             * @classdesc Represents an Interrupt.
             * @constructor
             * @param {lockstep.v1.Interrupt.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Interrupt = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Interrupt generation.
             * @member {number} generation
             * @memberof lockstep.v1.Interrupt
             * @instance
             */
            Interrupt.prototype.generation = 0;

            /**
             * Interrupt reason.
             * @member {string} reason
             * @memberof lockstep.v1.Interrupt
             * @instance
             */
            Interrupt.prototype.reason = "";

            /**
             * Encodes the specified Interrupt message. Does not implicitly {@link lockstep.v1.Interrupt.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Interrupt
             * @static
             * @param {lockstep.v1.Interrupt.$Properties} message Interrupt message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Interrupt.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.generation);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Interrupt message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Interrupt
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Interrupt & lockstep.v1.Interrupt.$Shape} Interrupt
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Interrupt.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Interrupt();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an Interrupt message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Interrupt
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Interrupt} Interrupt
             */
            Interrupt.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Interrupt)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Interrupt: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Interrupt();
                if (object.generation != null)
                    if ($Number(object.generation) !== 0)
                        message.generation = object.generation >>> 0;
                if (object.reason != null)
                    if (typeof object.reason !== "string" || object.reason.length)
                        message.reason = $String(object.reason);
                return message;
            };

            /**
             * Creates a plain object from an Interrupt message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Interrupt
             * @static
             * @param {lockstep.v1.Interrupt} message Interrupt
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Interrupt.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.generation = 0;
                    object.reason = "";
                }
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation"))
                    object.generation = message.generation;
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                    object.reason = message.reason;
                return object;
            };

            /**
             * Converts this Interrupt to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Interrupt
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Interrupt.prototype.toJSON = function() {
                return Interrupt.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Interrupt
             * @function getTypeUrl
             * @memberof lockstep.v1.Interrupt
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Interrupt.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Interrupt";
            };

            return Interrupt;
        })();

        v1.Stop = (function() {

            /**
             * Properties of a Stop.
             * @typedef {Object} lockstep.v1.Stop.$Properties
             * @property {string|null} [code] Stop code
             * @property {string|null} [reason] Stop reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Stop.
             * @memberof lockstep.v1
             * @interface IStop
             * @augments lockstep.v1.Stop.$Properties
             * @deprecated Use lockstep.v1.Stop.$Properties instead.
             */

            /**
             * Shape of a Stop.
             * @typedef {lockstep.v1.Stop.$Properties} lockstep.v1.Stop.$Shape
             */

            /**
             * Constructs a new Stop.
             * @memberof lockstep.v1
             * @classdesc Represents a Stop.
             * @constructor
             * @param {lockstep.v1.Stop.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Stop = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Stop code.
             * @member {string} code
             * @memberof lockstep.v1.Stop
             * @instance
             */
            Stop.prototype.code = "";

            /**
             * Stop reason.
             * @member {string} reason
             * @memberof lockstep.v1.Stop
             * @instance
             */
            Stop.prototype.reason = "";

            /**
             * Encodes the specified Stop message. Does not implicitly {@link lockstep.v1.Stop.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Stop
             * @static
             * @param {lockstep.v1.Stop.$Properties} message Stop message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Stop.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.code);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Stop message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Stop
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Stop & lockstep.v1.Stop.$Shape} Stop
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Stop.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Stop();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Stop message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Stop
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Stop} Stop
             */
            Stop.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Stop)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Stop: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Stop();
                if (object.code != null)
                    if (typeof object.code !== "string" || object.code.length)
                        message.code = $String(object.code);
                if (object.reason != null)
                    if (typeof object.reason !== "string" || object.reason.length)
                        message.reason = $String(object.reason);
                return message;
            };

            /**
             * Creates a plain object from a Stop message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Stop
             * @static
             * @param {lockstep.v1.Stop} message Stop
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Stop.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.code = "";
                    object.reason = "";
                }
                if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
                    object.code = message.code;
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                    object.reason = message.reason;
                return object;
            };

            /**
             * Converts this Stop to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Stop
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Stop.prototype.toJSON = function() {
                return Stop.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Stop
             * @function getTypeUrl
             * @memberof lockstep.v1.Stop
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Stop.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Stop";
            };

            return Stop;
        })();

        v1.UploadChunk = (function() {

            /**
             * Properties of an UploadChunk.
             * @typedef {Object} lockstep.v1.UploadChunk.$Properties
             * @property {string|null} [path] UploadChunk path
             * @property {Uint8Array|null} [data] UploadChunk data
             * @property {string|null} [sha256] UploadChunk sha256
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an UploadChunk.
             * @memberof lockstep.v1
             * @interface IUploadChunk
             * @augments lockstep.v1.UploadChunk.$Properties
             * @deprecated Use lockstep.v1.UploadChunk.$Properties instead.
             */

            /**
             * Shape of an UploadChunk.
             * @typedef {lockstep.v1.UploadChunk.$Properties} lockstep.v1.UploadChunk.$Shape
             */

            /**
             * Constructs a new UploadChunk.
             * @memberof lockstep.v1
             * @classdesc Represents an UploadChunk.
             * @constructor
             * @param {lockstep.v1.UploadChunk.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const UploadChunk = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * UploadChunk path.
             * @member {string} path
             * @memberof lockstep.v1.UploadChunk
             * @instance
             */
            UploadChunk.prototype.path = "";

            /**
             * UploadChunk data.
             * @member {Uint8Array} data
             * @memberof lockstep.v1.UploadChunk
             * @instance
             */
            UploadChunk.prototype.data = $util.newBuffer([]);

            /**
             * UploadChunk sha256.
             * @member {string} sha256
             * @memberof lockstep.v1.UploadChunk
             * @instance
             */
            UploadChunk.prototype.sha256 = "";

            /**
             * Encodes the specified UploadChunk message. Does not implicitly {@link lockstep.v1.UploadChunk.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.UploadChunk
             * @static
             * @param {lockstep.v1.UploadChunk.$Properties} message UploadChunk message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            UploadChunk.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.path != null && $Object.hasOwnProperty.call(message, "path") && message.path !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.path);
                if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.data);
                if (message.sha256 != null && $Object.hasOwnProperty.call(message, "sha256") && message.sha256 !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.sha256);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an UploadChunk message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.UploadChunk
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.UploadChunk & lockstep.v1.UploadChunk.$Shape} UploadChunk
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            UploadChunk.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.UploadChunk();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.path = value;
                            else
                                delete message.path;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.data = value;
                            else
                                delete message.data;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.sha256 = value;
                            else
                                delete message.sha256;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an UploadChunk message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.UploadChunk
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.UploadChunk} UploadChunk
             */
            UploadChunk.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.UploadChunk)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.UploadChunk: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.UploadChunk();
                if (object.path != null)
                    if (typeof object.path !== "string" || object.path.length)
                        message.path = $String(object.path);
                if (object.data != null)
                    if (object.data.length)
                        if (typeof object.data === "string")
                            $util.base64.decode(object.data, message.data = $util.newBuffer($util.base64.length(object.data)), 0);
                        else if (object.data.length >= 0)
                            message.data = object.data;
                if (object.sha256 != null)
                    if (typeof object.sha256 !== "string" || object.sha256.length)
                        message.sha256 = $String(object.sha256);
                return message;
            };

            /**
             * Creates a plain object from an UploadChunk message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.UploadChunk
             * @static
             * @param {lockstep.v1.UploadChunk} message UploadChunk
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            UploadChunk.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.path = "";
                    if (options.bytes === $String)
                        object.data = "";
                    else {
                        object.data = [];
                        if (options.bytes !== $Array)
                            object.data = $util.newBuffer(object.data);
                    }
                    object.sha256 = "";
                }
                if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                    object.path = message.path;
                if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
                    object.data = options.bytes === $String ? $util.base64.encode(message.data, 0, message.data.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.data) : message.data;
                if (message.sha256 != null && $Object.hasOwnProperty.call(message, "sha256"))
                    object.sha256 = message.sha256;
                return object;
            };

            /**
             * Converts this UploadChunk to JSON.
             * @function toJSON
             * @memberof lockstep.v1.UploadChunk
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            UploadChunk.prototype.toJSON = function() {
                return UploadChunk.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for UploadChunk
             * @function getTypeUrl
             * @memberof lockstep.v1.UploadChunk
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            UploadChunk.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.UploadChunk";
            };

            return UploadChunk;
        })();

        v1.DownloadRequest = (function() {

            /**
             * Properties of a DownloadRequest.
             * @typedef {Object} lockstep.v1.DownloadRequest.$Properties
             * @property {string|null} [path] DownloadRequest path
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DownloadRequest.
             * @memberof lockstep.v1
             * @interface IDownloadRequest
             * @augments lockstep.v1.DownloadRequest.$Properties
             * @deprecated Use lockstep.v1.DownloadRequest.$Properties instead.
             */

            /**
             * Shape of a DownloadRequest.
             * @typedef {lockstep.v1.DownloadRequest.$Properties} lockstep.v1.DownloadRequest.$Shape
             */

            /**
             * Constructs a new DownloadRequest.
             * @memberof lockstep.v1
             * @classdesc Represents a DownloadRequest.
             * @constructor
             * @param {lockstep.v1.DownloadRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DownloadRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DownloadRequest path.
             * @member {string} path
             * @memberof lockstep.v1.DownloadRequest
             * @instance
             */
            DownloadRequest.prototype.path = "";

            /**
             * Encodes the specified DownloadRequest message. Does not implicitly {@link lockstep.v1.DownloadRequest.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.DownloadRequest
             * @static
             * @param {lockstep.v1.DownloadRequest.$Properties} message DownloadRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DownloadRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.path != null && $Object.hasOwnProperty.call(message, "path") && message.path !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.path);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DownloadRequest message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.DownloadRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.DownloadRequest & lockstep.v1.DownloadRequest.$Shape} DownloadRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DownloadRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.DownloadRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.path = value;
                            else
                                delete message.path;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a DownloadRequest message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.DownloadRequest
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.DownloadRequest} DownloadRequest
             */
            DownloadRequest.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.DownloadRequest)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.DownloadRequest: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.DownloadRequest();
                if (object.path != null)
                    if (typeof object.path !== "string" || object.path.length)
                        message.path = $String(object.path);
                return message;
            };

            /**
             * Creates a plain object from a DownloadRequest message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.DownloadRequest
             * @static
             * @param {lockstep.v1.DownloadRequest} message DownloadRequest
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            DownloadRequest.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.path = "";
                if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                    object.path = message.path;
                return object;
            };

            /**
             * Converts this DownloadRequest to JSON.
             * @function toJSON
             * @memberof lockstep.v1.DownloadRequest
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            DownloadRequest.prototype.toJSON = function() {
                return DownloadRequest.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for DownloadRequest
             * @function getTypeUrl
             * @memberof lockstep.v1.DownloadRequest
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            DownloadRequest.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.DownloadRequest";
            };

            return DownloadRequest;
        })();

        v1.UploadResponse = (function() {

            /**
             * Properties of an UploadResponse.
             * @typedef {Object} lockstep.v1.UploadResponse.$Properties
             * @property {number|null} [bytes] UploadResponse bytes
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an UploadResponse.
             * @memberof lockstep.v1
             * @interface IUploadResponse
             * @augments lockstep.v1.UploadResponse.$Properties
             * @deprecated Use lockstep.v1.UploadResponse.$Properties instead.
             */

            /**
             * Shape of an UploadResponse.
             * @typedef {lockstep.v1.UploadResponse.$Properties} lockstep.v1.UploadResponse.$Shape
             */

            /**
             * Constructs a new UploadResponse.
             * @memberof lockstep.v1
             * @classdesc Represents an UploadResponse.
             * @constructor
             * @param {lockstep.v1.UploadResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const UploadResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * UploadResponse bytes.
             * @member {number} bytes
             * @memberof lockstep.v1.UploadResponse
             * @instance
             */
            UploadResponse.prototype.bytes = 0;

            /**
             * Encodes the specified UploadResponse message. Does not implicitly {@link lockstep.v1.UploadResponse.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.UploadResponse
             * @static
             * @param {lockstep.v1.UploadResponse.$Properties} message UploadResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            UploadResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes") && !$Object.is(message.bytes, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.bytes);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an UploadResponse message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.UploadResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.UploadResponse & lockstep.v1.UploadResponse.$Shape} UploadResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            UploadResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.UploadResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.bytes = value;
                            else
                                delete message.bytes;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an UploadResponse message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.UploadResponse
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.UploadResponse} UploadResponse
             */
            UploadResponse.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.UploadResponse)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.UploadResponse: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.UploadResponse();
                if (object.bytes != null)
                    if (!$Object.is($Number(object.bytes), 0))
                        message.bytes = $Number(object.bytes);
                return message;
            };

            /**
             * Creates a plain object from an UploadResponse message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.UploadResponse
             * @static
             * @param {lockstep.v1.UploadResponse} message UploadResponse
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            UploadResponse.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.bytes = 0;
                if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes"))
                    object.bytes = options.json && !$isFinite(message.bytes) ? $String(message.bytes) : message.bytes;
                return object;
            };

            /**
             * Converts this UploadResponse to JSON.
             * @function toJSON
             * @memberof lockstep.v1.UploadResponse
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            UploadResponse.prototype.toJSON = function() {
                return UploadResponse.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for UploadResponse
             * @function getTypeUrl
             * @memberof lockstep.v1.UploadResponse
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            UploadResponse.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.UploadResponse";
            };

            return UploadResponse;
        })();

        v1.ReadRequest = (function() {

            /**
             * Properties of a ReadRequest.
             * @typedef {Object} lockstep.v1.ReadRequest.$Properties
             * @property {string|null} [runId] ReadRequest runId
             * @property {string|null} [split] ReadRequest split
             * @property {Array.<number>|null} [records] ReadRequest records
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReadRequest.
             * @memberof lockstep.v1
             * @interface IReadRequest
             * @augments lockstep.v1.ReadRequest.$Properties
             * @deprecated Use lockstep.v1.ReadRequest.$Properties instead.
             */

            /**
             * Shape of a ReadRequest.
             * @typedef {lockstep.v1.ReadRequest.$Properties} lockstep.v1.ReadRequest.$Shape
             */

            /**
             * Constructs a new ReadRequest.
             * @memberof lockstep.v1
             * @classdesc Represents a ReadRequest.
             * @constructor
             * @param {lockstep.v1.ReadRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReadRequest = function (properties) {
                this.records = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReadRequest runId.
             * @member {string} runId
             * @memberof lockstep.v1.ReadRequest
             * @instance
             */
            ReadRequest.prototype.runId = "";

            /**
             * ReadRequest split.
             * @member {string} split
             * @memberof lockstep.v1.ReadRequest
             * @instance
             */
            ReadRequest.prototype.split = "";

            /**
             * ReadRequest records.
             * @member {Array.<number>} records
             * @memberof lockstep.v1.ReadRequest
             * @instance
             */
            ReadRequest.prototype.records = $util.emptyArray;

            /**
             * Encodes the specified ReadRequest message. Does not implicitly {@link lockstep.v1.ReadRequest.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.ReadRequest
             * @static
             * @param {lockstep.v1.ReadRequest.$Properties} message ReadRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReadRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.runId);
                if (message.split != null && $Object.hasOwnProperty.call(message, "split") && message.split !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.split);
                if (message.records != null && message.records.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).uint32s(message.records);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReadRequest message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.ReadRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.ReadRequest & lockstep.v1.ReadRequest.$Shape} ReadRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReadRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.ReadRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.runId = value;
                            else
                                delete message.runId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.split = value;
                            else
                                delete message.split;
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.records && message.records.length))
                                    message.records = [];
                                reader.uint32s(message.records);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.records && message.records.length))
                                message.records = [];
                            message.records.push(reader.uint32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a ReadRequest message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.ReadRequest
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.ReadRequest} ReadRequest
             */
            ReadRequest.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.ReadRequest)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.ReadRequest: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.ReadRequest();
                if (object.runId != null)
                    if (typeof object.runId !== "string" || object.runId.length)
                        message.runId = $String(object.runId);
                if (object.split != null)
                    if (typeof object.split !== "string" || object.split.length)
                        message.split = $String(object.split);
                if (object.records) {
                    if (!$Array.isArray(object.records))
                        throw $TypeError(".lockstep.v1.ReadRequest.records: array expected");
                    message.records = $Array(object.records.length);
                    for (let i = 0; i < object.records.length; ++i)
                        message.records[i] = object.records[i] >>> 0;
                }
                return message;
            };

            /**
             * Creates a plain object from a ReadRequest message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.ReadRequest
             * @static
             * @param {lockstep.v1.ReadRequest} message ReadRequest
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            ReadRequest.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.records = [];
                if (options.defaults) {
                    object.runId = "";
                    object.split = "";
                }
                if (message.runId != null && $Object.hasOwnProperty.call(message, "runId"))
                    object.runId = message.runId;
                if (message.split != null && $Object.hasOwnProperty.call(message, "split"))
                    object.split = message.split;
                if (message.records && message.records.length) {
                    object.records = $Array(message.records.length);
                    for (let j = 0; j < message.records.length; ++j)
                        object.records[j] = message.records[j];
                }
                return object;
            };

            /**
             * Converts this ReadRequest to JSON.
             * @function toJSON
             * @memberof lockstep.v1.ReadRequest
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            ReadRequest.prototype.toJSON = function() {
                return ReadRequest.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for ReadRequest
             * @function getTypeUrl
             * @memberof lockstep.v1.ReadRequest
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ReadRequest.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.ReadRequest";
            };

            return ReadRequest;
        })();

        v1.RecordPiece = (function() {

            /**
             * Properties of a RecordPiece.
             * @typedef {Object} lockstep.v1.RecordPiece.$Properties
             * @property {Uint8Array|null} [data] RecordPiece data
             * @property {number|null} [readMs] RecordPiece readMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RecordPiece.
             * @memberof lockstep.v1
             * @interface IRecordPiece
             * @augments lockstep.v1.RecordPiece.$Properties
             * @deprecated Use lockstep.v1.RecordPiece.$Properties instead.
             */

            /**
             * Shape of a RecordPiece.
             * @typedef {lockstep.v1.RecordPiece.$Properties} lockstep.v1.RecordPiece.$Shape
             */

            /**
             * Constructs a new RecordPiece.
             * @memberof lockstep.v1
             * @classdesc Represents a RecordPiece.
             * @constructor
             * @param {lockstep.v1.RecordPiece.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RecordPiece = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RecordPiece data.
             * @member {Uint8Array} data
             * @memberof lockstep.v1.RecordPiece
             * @instance
             */
            RecordPiece.prototype.data = $util.newBuffer([]);

            /**
             * RecordPiece readMs.
             * @member {number} readMs
             * @memberof lockstep.v1.RecordPiece
             * @instance
             */
            RecordPiece.prototype.readMs = 0;

            /**
             * Encodes the specified RecordPiece message. Does not implicitly {@link lockstep.v1.RecordPiece.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.RecordPiece
             * @static
             * @param {lockstep.v1.RecordPiece.$Properties} message RecordPiece message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RecordPiece.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.data);
                if (message.readMs != null && $Object.hasOwnProperty.call(message, "readMs") && !$Object.is(message.readMs, 0))
                    writer.uint32(/* id 2, wireType 5 =*/21).float(message.readMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RecordPiece message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.RecordPiece
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.RecordPiece & lockstep.v1.RecordPiece.$Shape} RecordPiece
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RecordPiece.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.RecordPiece();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.data = value;
                            else
                                delete message.data;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 5)
                                break;
                            if (!$Object.is(value = reader.float(), 0))
                                message.readMs = value;
                            else
                                delete message.readMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a RecordPiece message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.RecordPiece
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.RecordPiece} RecordPiece
             */
            RecordPiece.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.RecordPiece)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.RecordPiece: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.RecordPiece();
                if (object.data != null)
                    if (object.data.length)
                        if (typeof object.data === "string")
                            $util.base64.decode(object.data, message.data = $util.newBuffer($util.base64.length(object.data)), 0);
                        else if (object.data.length >= 0)
                            message.data = object.data;
                if (object.readMs != null)
                    if (!$Object.is($Number(object.readMs), 0))
                        message.readMs = $Number(object.readMs);
                return message;
            };

            /**
             * Creates a plain object from a RecordPiece message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.RecordPiece
             * @static
             * @param {lockstep.v1.RecordPiece} message RecordPiece
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            RecordPiece.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    if (options.bytes === $String)
                        object.data = "";
                    else {
                        object.data = [];
                        if (options.bytes !== $Array)
                            object.data = $util.newBuffer(object.data);
                    }
                    object.readMs = 0;
                }
                if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
                    object.data = options.bytes === $String ? $util.base64.encode(message.data, 0, message.data.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.data) : message.data;
                if (message.readMs != null && $Object.hasOwnProperty.call(message, "readMs"))
                    object.readMs = options.json && !$isFinite(message.readMs) ? $String(message.readMs) : message.readMs;
                return object;
            };

            /**
             * Converts this RecordPiece to JSON.
             * @function toJSON
             * @memberof lockstep.v1.RecordPiece
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            RecordPiece.prototype.toJSON = function() {
                return RecordPiece.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for RecordPiece
             * @function getTypeUrl
             * @memberof lockstep.v1.RecordPiece
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            RecordPiece.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.RecordPiece";
            };

            return RecordPiece;
        })();

        v1.Piece = (function() {

            /**
             * Properties of a Piece.
             * @typedef {Object} lockstep.v1.Piece.$Properties
             * @property {Uint8Array|null} [data] Piece data
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Piece.
             * @memberof lockstep.v1
             * @interface IPiece
             * @augments lockstep.v1.Piece.$Properties
             * @deprecated Use lockstep.v1.Piece.$Properties instead.
             */

            /**
             * Shape of a Piece.
             * @typedef {lockstep.v1.Piece.$Properties} lockstep.v1.Piece.$Shape
             */

            /**
             * Constructs a new Piece.
             * @memberof lockstep.v1
             * @classdesc Represents a Piece.
             * @constructor
             * @param {lockstep.v1.Piece.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Piece = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Piece data.
             * @member {Uint8Array} data
             * @memberof lockstep.v1.Piece
             * @instance
             */
            Piece.prototype.data = $util.newBuffer([]);

            /**
             * Encodes the specified Piece message. Does not implicitly {@link lockstep.v1.Piece.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Piece
             * @static
             * @param {lockstep.v1.Piece.$Properties} message Piece message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Piece.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.data);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Piece message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Piece
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Piece & lockstep.v1.Piece.$Shape} Piece
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Piece.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Piece();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.data = value;
                            else
                                delete message.data;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Piece message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Piece
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Piece} Piece
             */
            Piece.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Piece)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Piece: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Piece();
                if (object.data != null)
                    if (object.data.length)
                        if (typeof object.data === "string")
                            $util.base64.decode(object.data, message.data = $util.newBuffer($util.base64.length(object.data)), 0);
                        else if (object.data.length >= 0)
                            message.data = object.data;
                return message;
            };

            /**
             * Creates a plain object from a Piece message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Piece
             * @static
             * @param {lockstep.v1.Piece} message Piece
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Piece.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    if (options.bytes === $String)
                        object.data = "";
                    else {
                        object.data = [];
                        if (options.bytes !== $Array)
                            object.data = $util.newBuffer(object.data);
                    }
                if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
                    object.data = options.bytes === $String ? $util.base64.encode(message.data, 0, message.data.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.data) : message.data;
                return object;
            };

            /**
             * Converts this Piece to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Piece
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Piece.prototype.toJSON = function() {
                return Piece.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Piece
             * @function getTypeUrl
             * @memberof lockstep.v1.Piece
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Piece.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Piece";
            };

            return Piece;
        })();

        v1.PredictRequest = (function() {

            /**
             * Properties of a PredictRequest.
             * @typedef {Object} lockstep.v1.PredictRequest.$Properties
             * @property {string|null} [model] PredictRequest model
             * @property {Array.<lockstep.v1.Instance.$Properties>|null} [instances] PredictRequest instances
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a PredictRequest.
             * @memberof lockstep.v1
             * @interface IPredictRequest
             * @augments lockstep.v1.PredictRequest.$Properties
             * @deprecated Use lockstep.v1.PredictRequest.$Properties instead.
             */

            /**
             * Shape of a PredictRequest.
             * @typedef {{
             *   model?: string|null;
             *   instances?: Array.<lockstep.v1.Instance.$Shape>|null;
             *   $unknowns?: Array.<Uint8Array>;
             * }} lockstep.v1.PredictRequest.$Shape
             */

            /**
             * Constructs a new PredictRequest.
             * @memberof lockstep.v1
             * @classdesc Represents a PredictRequest.
             * @constructor
             * @param {lockstep.v1.PredictRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const PredictRequest = function (properties) {
                this.instances = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * PredictRequest model.
             * @member {string} model
             * @memberof lockstep.v1.PredictRequest
             * @instance
             */
            PredictRequest.prototype.model = "";

            /**
             * PredictRequest instances.
             * @member {Array.<lockstep.v1.Instance.$Properties>} instances
             * @memberof lockstep.v1.PredictRequest
             * @instance
             */
            PredictRequest.prototype.instances = $util.emptyArray;

            /**
             * Encodes the specified PredictRequest message. Does not implicitly {@link lockstep.v1.PredictRequest.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.PredictRequest
             * @static
             * @param {lockstep.v1.PredictRequest.$Properties} message PredictRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            PredictRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.model != null && $Object.hasOwnProperty.call(message, "model") && message.model !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.model);
                if (message.instances != null && message.instances.length)
                    for (let i = 0; i < message.instances.length; ++i)
                        $root.lockstep.v1.Instance.encode(message.instances[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a PredictRequest message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.PredictRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.PredictRequest & lockstep.v1.PredictRequest.$Shape} PredictRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            PredictRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.PredictRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.model = value;
                            else
                                delete message.model;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.instances && message.instances.length))
                                message.instances = [];
                            message.instances.push($root.lockstep.v1.Instance.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a PredictRequest message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.PredictRequest
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.PredictRequest} PredictRequest
             */
            PredictRequest.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.PredictRequest)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.PredictRequest: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.PredictRequest();
                if (object.model != null)
                    if (typeof object.model !== "string" || object.model.length)
                        message.model = $String(object.model);
                if (object.instances) {
                    if (!$Array.isArray(object.instances))
                        throw $TypeError(".lockstep.v1.PredictRequest.instances: array expected");
                    message.instances = $Array(object.instances.length);
                    for (let i = 0; i < object.instances.length; ++i) {
                        if (!$util.isObject(object.instances[i]))
                            throw $TypeError(".lockstep.v1.PredictRequest.instances: object expected");
                        message.instances[i] = $root.lockstep.v1.Instance.fromObject(object.instances[i], _depth + 1);
                    }
                }
                return message;
            };

            /**
             * Creates a plain object from a PredictRequest message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.PredictRequest
             * @static
             * @param {lockstep.v1.PredictRequest} message PredictRequest
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            PredictRequest.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.instances = [];
                if (options.defaults)
                    object.model = "";
                if (message.model != null && $Object.hasOwnProperty.call(message, "model"))
                    object.model = message.model;
                if (message.instances && message.instances.length) {
                    object.instances = $Array(message.instances.length);
                    for (let j = 0; j < message.instances.length; ++j)
                        object.instances[j] = $root.lockstep.v1.Instance.toObject(message.instances[j], options, _depth + 1);
                }
                return object;
            };

            /**
             * Converts this PredictRequest to JSON.
             * @function toJSON
             * @memberof lockstep.v1.PredictRequest
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            PredictRequest.prototype.toJSON = function() {
                return PredictRequest.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for PredictRequest
             * @function getTypeUrl
             * @memberof lockstep.v1.PredictRequest
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            PredictRequest.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.PredictRequest";
            };

            return PredictRequest;
        })();

        v1.Instance = (function() {

            /**
             * Properties of an Instance.
             * @typedef {Object} lockstep.v1.Instance.$Properties
             * @property {string|null} [json] Instance json
             * @property {string|null} [text] Instance text
             * @property {Uint8Array|null} [file] Instance file
             * @property {"json"|"text"|"file"} [kind] Instance kind
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Instance.
             * @memberof lockstep.v1
             * @interface IInstance
             * @augments lockstep.v1.Instance.$Properties
             * @deprecated Use lockstep.v1.Instance.$Properties instead.
             */

            /**
             * Narrowed shape of an Instance.
             * @typedef {{
             *   json?: string|null;
             *   text?: string|null;
             *   file?: Uint8Array|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ kind?: undefined; json?: null; text?: null; file?: null }|{ kind?: "json"; json: string; text?: null; file?: null }|{ kind?: "text"; json?: null; text: string; file?: null }|{ kind?: "file"; json?: null; text?: null; file: Uint8Array })
             * )} lockstep.v1.Instance.$Shape
             */

            /**
             * Constructs a new Instance.
             * @memberof lockstep.v1
             * @classdesc Represents an Instance.
             * @constructor
             * @param {lockstep.v1.Instance.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Instance = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Instance json.
             * @member {string|null|undefined} json
             * @memberof lockstep.v1.Instance
             * @instance
             */
            Instance.prototype.json = null;

            /**
             * Instance text.
             * @member {string|null|undefined} text
             * @memberof lockstep.v1.Instance
             * @instance
             */
            Instance.prototype.text = null;

            /**
             * Instance file.
             * @member {Uint8Array|null|undefined} file
             * @memberof lockstep.v1.Instance
             * @instance
             */
            Instance.prototype.file = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Instance kind.
             * @member {"json"|"text"|"file"|undefined} kind
             * @memberof lockstep.v1.Instance
             * @instance
             */
            $Object.defineProperty(Instance.prototype, "kind", {
                get: $util.oneOfGetter($oneOfFields = ["json", "text", "file"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Instance message. Does not implicitly {@link lockstep.v1.Instance.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Instance
             * @static
             * @param {lockstep.v1.Instance.$Properties} message Instance message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Instance.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.json != null && $Object.hasOwnProperty.call(message, "json"))
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.json);
                if (message.text != null && $Object.hasOwnProperty.call(message, "text"))
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.text);
                if (message.file != null && $Object.hasOwnProperty.call(message, "file"))
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.file);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Instance message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Instance
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Instance & lockstep.v1.Instance.$Shape} Instance
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Instance.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Instance();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.json = reader.stringVerify();
                            message.kind = "json";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.text = reader.stringVerify();
                            message.kind = "text";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.file = reader.bytes();
                            message.kind = "file";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an Instance message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Instance
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Instance} Instance
             */
            Instance.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Instance)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Instance: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Instance();
                if (object.json != null)
                    message.json = $String(object.json);
                if (object.text != null)
                    message.text = $String(object.text);
                if (object.file != null)
                    if (typeof object.file === "string")
                        $util.base64.decode(object.file, message.file = $util.newBuffer($util.base64.length(object.file)), 0);
                    else if (object.file.length >= 0)
                        message.file = object.file;
                return message;
            };

            /**
             * Creates a plain object from an Instance message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Instance
             * @static
             * @param {lockstep.v1.Instance} message Instance
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Instance.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (message.json != null && $Object.hasOwnProperty.call(message, "json")) {
                    object.json = message.json;
                    if (options.oneofs)
                        object.kind = "json";
                }
                if (message.text != null && $Object.hasOwnProperty.call(message, "text")) {
                    object.text = message.text;
                    if (options.oneofs)
                        object.kind = "text";
                }
                if (message.file != null && $Object.hasOwnProperty.call(message, "file")) {
                    object.file = options.bytes === $String ? $util.base64.encode(message.file, 0, message.file.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.file) : message.file;
                    if (options.oneofs)
                        object.kind = "file";
                }
                return object;
            };

            /**
             * Converts this Instance to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Instance
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Instance.prototype.toJSON = function() {
                return Instance.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Instance
             * @function getTypeUrl
             * @memberof lockstep.v1.Instance
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Instance.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Instance";
            };

            return Instance;
        })();

        v1.PredictResponse = (function() {

            /**
             * Properties of a PredictResponse.
             * @typedef {Object} lockstep.v1.PredictResponse.$Properties
             * @property {Array.<lockstep.v1.Answer.$Properties>|null} [answers] PredictResponse answers
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a PredictResponse.
             * @memberof lockstep.v1
             * @interface IPredictResponse
             * @augments lockstep.v1.PredictResponse.$Properties
             * @deprecated Use lockstep.v1.PredictResponse.$Properties instead.
             */

            /**
             * Shape of a PredictResponse.
             * @typedef {lockstep.v1.PredictResponse.$Properties} lockstep.v1.PredictResponse.$Shape
             */

            /**
             * Constructs a new PredictResponse.
             * @memberof lockstep.v1
             * @classdesc Represents a PredictResponse.
             * @constructor
             * @param {lockstep.v1.PredictResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const PredictResponse = function (properties) {
                this.answers = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * PredictResponse answers.
             * @member {Array.<lockstep.v1.Answer.$Properties>} answers
             * @memberof lockstep.v1.PredictResponse
             * @instance
             */
            PredictResponse.prototype.answers = $util.emptyArray;

            /**
             * Encodes the specified PredictResponse message. Does not implicitly {@link lockstep.v1.PredictResponse.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.PredictResponse
             * @static
             * @param {lockstep.v1.PredictResponse.$Properties} message PredictResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            PredictResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.answers != null && message.answers.length)
                    for (let i = 0; i < message.answers.length; ++i)
                        $root.lockstep.v1.Answer.encode(message.answers[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a PredictResponse message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.PredictResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.PredictResponse & lockstep.v1.PredictResponse.$Shape} PredictResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            PredictResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.PredictResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.answers && message.answers.length))
                                message.answers = [];
                            message.answers.push($root.lockstep.v1.Answer.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a PredictResponse message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.PredictResponse
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.PredictResponse} PredictResponse
             */
            PredictResponse.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.PredictResponse)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.PredictResponse: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.PredictResponse();
                if (object.answers) {
                    if (!$Array.isArray(object.answers))
                        throw $TypeError(".lockstep.v1.PredictResponse.answers: array expected");
                    message.answers = $Array(object.answers.length);
                    for (let i = 0; i < object.answers.length; ++i) {
                        if (!$util.isObject(object.answers[i]))
                            throw $TypeError(".lockstep.v1.PredictResponse.answers: object expected");
                        message.answers[i] = $root.lockstep.v1.Answer.fromObject(object.answers[i], _depth + 1);
                    }
                }
                return message;
            };

            /**
             * Creates a plain object from a PredictResponse message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.PredictResponse
             * @static
             * @param {lockstep.v1.PredictResponse} message PredictResponse
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            PredictResponse.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.answers = [];
                if (message.answers && message.answers.length) {
                    object.answers = $Array(message.answers.length);
                    for (let j = 0; j < message.answers.length; ++j)
                        object.answers[j] = $root.lockstep.v1.Answer.toObject(message.answers[j], options, _depth + 1);
                }
                return object;
            };

            /**
             * Converts this PredictResponse to JSON.
             * @function toJSON
             * @memberof lockstep.v1.PredictResponse
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            PredictResponse.prototype.toJSON = function() {
                return PredictResponse.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for PredictResponse
             * @function getTypeUrl
             * @memberof lockstep.v1.PredictResponse
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            PredictResponse.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.PredictResponse";
            };

            return PredictResponse;
        })();

        v1.Answer = (function() {

            /**
             * Properties of an Answer.
             * @typedef {Object} lockstep.v1.Answer.$Properties
             * @property {Object.<string,lockstep.v1.Numbers.$Properties>|null} [outputs] Answer outputs
             * @property {string|null} ["class"] Answer class
             * @property {Object.<string,number>|null} [probabilities] Answer probabilities
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Answer.
             * @memberof lockstep.v1
             * @interface IAnswer
             * @augments lockstep.v1.Answer.$Properties
             * @deprecated Use lockstep.v1.Answer.$Properties instead.
             */

            /**
             * Shape of an Answer.
             * @typedef {lockstep.v1.Answer.$Properties} lockstep.v1.Answer.$Shape
             */

            /**
             * Constructs a new Answer.
             * @memberof lockstep.v1
             * @classdesc Represents an Answer.
             * @constructor
             * @param {lockstep.v1.Answer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Answer = function (properties) {
                this.outputs = {};
                this.probabilities = {};
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Answer outputs.
             * @member {Object.<string,lockstep.v1.Numbers.$Properties>} outputs
             * @memberof lockstep.v1.Answer
             * @instance
             */
            Answer.prototype.outputs = $util.emptyObject;

            /**
             * Answer class.
             * @member {string} class
             * @memberof lockstep.v1.Answer
             * @instance
             */
            Answer.prototype["class"] = "";

            /**
             * Answer probabilities.
             * @member {Object.<string,number>} probabilities
             * @memberof lockstep.v1.Answer
             * @instance
             */
            Answer.prototype.probabilities = $util.emptyObject;

            /**
             * Encodes the specified Answer message. Does not implicitly {@link lockstep.v1.Answer.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Answer
             * @static
             * @param {lockstep.v1.Answer.$Properties} message Answer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Answer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.outputs != null && $Object.hasOwnProperty.call(message, "outputs"))
                    for (let keys = $Object.keys(message.outputs), i = 0; i < keys.length; ++i) {
                        writer.uint32(/* id 1, wireType 2 =*/10).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]);
                        $root.lockstep.v1.Numbers.encode(message.outputs[keys[i]], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim().ldelim();
                    }
                if (message["class"] != null && $Object.hasOwnProperty.call(message, "class") && message["class"] !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message["class"]);
                if (message.probabilities != null && $Object.hasOwnProperty.call(message, "probabilities"))
                    for (let keys = $Object.keys(message.probabilities), i = 0; i < keys.length; ++i)
                        writer.uint32(/* id 3, wireType 2 =*/26).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 5 =*/21).float(message.probabilities[keys[i]]).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Answer message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Answer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Answer & lockstep.v1.Answer.$Shape} Answer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Answer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, key, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Answer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (message.outputs === $util.emptyObject)
                                message.outputs = {};
                            let end2 = reader.size() + reader.pos;
                            if (end2 > reader.len)
                                throw $RangeError("index out of range");
                            reader.len = end2;
                            key = "";
                            value = null;
                            while (reader.pos < end2) {
                                let tag2 = reader.tag();
                                wireType = tag2 & 7;
                                switch (tag2 >>>= 3) {
                                case 1:
                                    if (wireType !== 2)
                                        break;
                                    key = reader.stringVerify();
                                    continue;
                                case 2:
                                    if (wireType !== 2)
                                        break;
                                    value = $root.lockstep.v1.Numbers.decode(reader, reader.size(), $undefined, _depth + 1, value);
                                    continue;
                                }
                                reader.skipType(wireType, _depth, tag2);
                            }
                            if (reader.pos !== end2)
                                throw $RangeError("index out of range");
                            reader.len = end;
                            if (key === "__proto__")
                                $util.makeProp(message.outputs, key);
                            message.outputs[key] = value || new $root.lockstep.v1.Numbers();
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message["class"] = value;
                            else
                                delete message["class"];
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (message.probabilities === $util.emptyObject)
                                message.probabilities = {};
                            let end2 = reader.size() + reader.pos;
                            if (end2 > reader.len)
                                throw $RangeError("index out of range");
                            reader.len = end2;
                            key = "";
                            value = 0;
                            while (reader.pos < end2) {
                                let tag2 = reader.tag();
                                wireType = tag2 & 7;
                                switch (tag2 >>>= 3) {
                                case 1:
                                    if (wireType !== 2)
                                        break;
                                    key = reader.stringVerify();
                                    continue;
                                case 2:
                                    if (wireType !== 5)
                                        break;
                                    value = reader.float();
                                    continue;
                                }
                                reader.skipType(wireType, _depth, tag2);
                            }
                            if (reader.pos !== end2)
                                throw $RangeError("index out of range");
                            reader.len = end;
                            if (key === "__proto__")
                                $util.makeProp(message.probabilities, key);
                            message.probabilities[key] = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an Answer message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Answer
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Answer} Answer
             */
            Answer.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Answer)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Answer: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Answer();
                if (object.outputs) {
                    if (!$util.isObject(object.outputs))
                        throw $TypeError(".lockstep.v1.Answer.outputs: object expected");
                    message.outputs = {};
                    for (let keys = $Object.keys(object.outputs), i = 0; i < keys.length; ++i) {
                        if (keys[i] === "__proto__")
                            $util.makeProp(message.outputs, keys[i]);
                        if (!$util.isObject(object.outputs[keys[i]]))
                            throw $TypeError(".lockstep.v1.Answer.outputs: object expected");
                        message.outputs[keys[i]] = $root.lockstep.v1.Numbers.fromObject(object.outputs[keys[i]], _depth + 1);
                    }
                }
                if (object["class"] != null)
                    if (typeof object["class"] !== "string" || object["class"].length)
                        message["class"] = $String(object["class"]);
                if (object.probabilities) {
                    if (!$util.isObject(object.probabilities))
                        throw $TypeError(".lockstep.v1.Answer.probabilities: object expected");
                    message.probabilities = {};
                    for (let keys = $Object.keys(object.probabilities), i = 0; i < keys.length; ++i) {
                        if (keys[i] === "__proto__")
                            $util.makeProp(message.probabilities, keys[i]);
                        message.probabilities[keys[i]] = $Number(object.probabilities[keys[i]]);
                    }
                }
                return message;
            };

            /**
             * Creates a plain object from an Answer message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Answer
             * @static
             * @param {lockstep.v1.Answer} message Answer
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Answer.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.objects || options.defaults) {
                    object.outputs = {};
                    object.probabilities = {};
                }
                if (options.defaults)
                    object["class"] = "";
                let keys2;
                if (message.outputs && (keys2 = $Object.keys(message.outputs)).length) {
                    object.outputs = {};
                    for (let j = 0; j < keys2.length; ++j) {
                        if (keys2[j] === "__proto__")
                            $util.makeProp(object.outputs, keys2[j]);
                        object.outputs[keys2[j]] = $root.lockstep.v1.Numbers.toObject(message.outputs[keys2[j]], options, _depth + 1);
                    }
                }
                if (message["class"] != null && $Object.hasOwnProperty.call(message, "class"))
                    object["class"] = message["class"];
                if (message.probabilities && (keys2 = $Object.keys(message.probabilities)).length) {
                    object.probabilities = {};
                    for (let j = 0; j < keys2.length; ++j) {
                        if (keys2[j] === "__proto__")
                            $util.makeProp(object.probabilities, keys2[j]);
                        object.probabilities[keys2[j]] = options.json && !$isFinite(message.probabilities[keys2[j]]) ? $String(message.probabilities[keys2[j]]) : message.probabilities[keys2[j]];
                    }
                }
                return object;
            };

            /**
             * Converts this Answer to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Answer
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Answer.prototype.toJSON = function() {
                return Answer.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Answer
             * @function getTypeUrl
             * @memberof lockstep.v1.Answer
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Answer.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Answer";
            };

            return Answer;
        })();

        v1.Numbers = (function() {

            /**
             * Properties of a Numbers.
             * @typedef {Object} lockstep.v1.Numbers.$Properties
             * @property {Array.<number>|null} [values] Numbers values
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Numbers.
             * @memberof lockstep.v1
             * @interface INumbers
             * @augments lockstep.v1.Numbers.$Properties
             * @deprecated Use lockstep.v1.Numbers.$Properties instead.
             */

            /**
             * Shape of a Numbers.
             * @typedef {lockstep.v1.Numbers.$Properties} lockstep.v1.Numbers.$Shape
             */

            /**
             * Constructs a new Numbers.
             * @memberof lockstep.v1
             * @classdesc Represents a Numbers.
             * @constructor
             * @param {lockstep.v1.Numbers.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Numbers = function (properties) {
                this.values = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Numbers values.
             * @member {Array.<number>} values
             * @memberof lockstep.v1.Numbers
             * @instance
             */
            Numbers.prototype.values = $util.emptyArray;

            /**
             * Encodes the specified Numbers message. Does not implicitly {@link lockstep.v1.Numbers.verify|verify} messages.
             * @function encode
             * @memberof lockstep.v1.Numbers
             * @static
             * @param {lockstep.v1.Numbers.$Properties} message Numbers message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Numbers.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.values != null && message.values.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).floats(message.values);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Numbers message from the specified reader or buffer.
             * @function decode
             * @memberof lockstep.v1.Numbers
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {lockstep.v1.Numbers & lockstep.v1.Numbers.$Shape} Numbers
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Numbers.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.lockstep.v1.Numbers();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType === 2) {
                                if (!(message.values && message.values.length))
                                    message.values = [];
                                reader.floats(message.values);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.values && message.values.length))
                                message.values = [];
                            message.values.push(reader.float());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Numbers message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof lockstep.v1.Numbers
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {lockstep.v1.Numbers} Numbers
             */
            Numbers.fromObject = function (object, _depth) {
                if (object instanceof $root.lockstep.v1.Numbers)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".lockstep.v1.Numbers: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.lockstep.v1.Numbers();
                if (object.values) {
                    if (!$Array.isArray(object.values))
                        throw $TypeError(".lockstep.v1.Numbers.values: array expected");
                    message.values = $Array(object.values.length);
                    for (let i = 0; i < object.values.length; ++i)
                        message.values[i] = $Number(object.values[i]);
                }
                return message;
            };

            /**
             * Creates a plain object from a Numbers message. Also converts values to other types if specified.
             * @function toObject
             * @memberof lockstep.v1.Numbers
             * @static
             * @param {lockstep.v1.Numbers} message Numbers
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Numbers.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.values = [];
                if (message.values && message.values.length) {
                    object.values = $Array(message.values.length);
                    for (let j = 0; j < message.values.length; ++j)
                        object.values[j] = options.json && !$isFinite(message.values[j]) ? $String(message.values[j]) : message.values[j];
                }
                return object;
            };

            /**
             * Converts this Numbers to JSON.
             * @function toJSON
             * @memberof lockstep.v1.Numbers
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Numbers.prototype.toJSON = function() {
                return Numbers.toObject(this, $protobuf.util.toJSONOptions);
            };

            /**
             * Gets the type url for Numbers
             * @function getTypeUrl
             * @memberof lockstep.v1.Numbers
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Numbers.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/lockstep.v1.Numbers";
            };

            return Numbers;
        })();

        return v1;
    })();

    return lockstep;
})();

export {
  $root as default
};
